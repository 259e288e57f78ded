#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for registries_conf_fuzz to the directory argv[1]: registries.conf of every kind."""
import os
import sys

SEEDS = [
    # Undefined behaviour of toml++: a letter that is not ASCII in a bare key.
    "0\ufe7f",
    # Twice an assertion of toml++: no key where one was expected.
    "[[\n[[registry.mirror]]\n",
    "[" + "\0" * 78 + "\udcdbragi",
    "unqualified-search-registries = ['a.example']\n[aliases]\n'x' = 'b.example/x'\n",
    "[[registry]]\nprefix = '*.wild.example'\nlocation = 'm.example/p'\n[[registry.mirror]]\nlocation = 'n.example:5000'\npull-from-mirror = 'tag-only'\n",
    "[[registry]]\nlocation = 'host.example'\nblocked = true\ninsecure = false\nmirror-by-digest-only = true\n",
    "[registries.search]\nregistries = []\n",
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w", errors="surrogateescape") as file:
        file.write(seed)
