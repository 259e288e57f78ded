#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for manifest_fuzz to the directory argv[1]: every index and manifest that the test images hold."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
import make_image  # noqa: E402

for name, build in make_image.LAYOUTS.items():
    if name in ("bad-deep-json", "bad-huge-json", "bad-many-layers"):
        continue
    for number, data in enumerate(data for data in build().files.values() if b"schemaVersion" in data):
        with open(os.path.join(sys.argv[1], f"{name}-{number}"), "wb") as file:
            file.write(data)
