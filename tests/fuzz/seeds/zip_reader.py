#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of zip_reader_fuzz into the directory argv[1]."""
import sys

import archives

archives.write(sys.argv[1], archives.zips())
