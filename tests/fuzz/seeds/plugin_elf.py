# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of plugin_elf_fuzz into the directory argv[1]."""
import sys

import plugins

plugins.main("plugin_elf", sys.argv[1])
