# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of dpkg_status_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("dpkg_status", sys.argv[1])
