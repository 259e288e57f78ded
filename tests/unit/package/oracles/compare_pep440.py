# SPDX-License-Identifier: Apache-2.0
# Reads A<TAB>B lines, prints < = > or ! (refused) a line, as Python's `packaging` says.
import sys

from packaging.version import InvalidVersion, Version

for line in sys.stdin:
    try:
        a, b = (Version(text) for text in line.rstrip("\n").split("\t"))
        print("<" if a < b else ">" if a > b else "=")
    except InvalidVersion:
        print("!")
