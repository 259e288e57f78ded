# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of java_manifest_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("java_manifest", sys.argv[1])
