#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for challenge_fuzz to the directory argv[1]: challenges as registries write them."""
import os
import sys

SEEDS = [
    'Bearer realm="https://auth.example/token",service="r",scope="repository:a:pull,push"',
    'Basic realm="x", Bearer realm="y"',
    'Negotiate YII==, Basic',
    'Bearer realm="a\\\\"b"',
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w") as file:
        file.write(seed)
