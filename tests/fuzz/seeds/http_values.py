#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for http_values_fuzz to the directory argv[1]: values of headers."""
import os
import sys

SEEDS = [
    '</v2/a?n=1&last=b>; rel="next"',
    '120',
    'Wed, 21 Oct 2015 07:28:00 GMT',
    '100;w=21600',
    'bytes 5-9/10',
    'https://store.example/x?sig=1',
    '../c',
    '//o/d',
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w") as file:
        file.write(seed)
