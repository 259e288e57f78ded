# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of rpm_header_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("rpm_header", sys.argv[1])
