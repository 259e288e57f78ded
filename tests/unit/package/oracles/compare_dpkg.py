# SPDX-License-Identifier: Apache-2.0
# Reads A<TAB>B lines, prints < = > or ! (refused) a line, as `dpkg --compare-versions` says.
import subprocess
import sys


def says(a, relation, b):
    return subprocess.run(["dpkg", "--compare-versions", a, relation, b], stderr=subprocess.DEVNULL).returncode


for line in sys.stdin:
    a, b = line.rstrip("\n").split("\t")
    less = says(a, "lt", b)
    print("!" if less > 1 else "<" if less == 0 else ">" if says(a, "gt", b) == 0 else "=")
