# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of apk_installed_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("apk_installed", sys.argv[1])
