# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of os_release_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("os_release", sys.argv[1])
