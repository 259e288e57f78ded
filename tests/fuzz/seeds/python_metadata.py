# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of python_metadata_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("python_metadata", sys.argv[1])
