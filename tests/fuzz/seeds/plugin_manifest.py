# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of plugin_manifest_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("plugin_manifest", sys.argv[1])
