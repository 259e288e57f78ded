# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of sqlite_reader_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("sqlite_reader", sys.argv[1])
