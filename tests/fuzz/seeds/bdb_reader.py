# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of bdb_reader_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("bdb_reader", sys.argv[1])
