# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of go_buildinfo_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("go_buildinfo", sys.argv[1])
