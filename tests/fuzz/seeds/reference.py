#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for reference_fuzz to the directory argv[1]: references of every form."""
import os
import sys

SEEDS = [
    'alpine',
    'docker.io/library/alpine:3.18',
    'localhost:5000/a/b.c__d-e:v1',
    '[::1]:5000/a@sha256:0000000000000000000000000000000000000000000000000000000000000000',
    'host.example/a:v1@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'sha256-0000000000000000000000000000000000000000000000000000000000000000.sig',
    'Host/a',
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w") as file:
        file.write(seed)
