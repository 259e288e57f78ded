#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for rules_agreement_fuzz to the directory argv[1]: choices, some of them long enough for several files."""
import os
import random
import sys

for number in range(24):
    choices = random.Random(number)
    with open(os.path.join(sys.argv[1], str(number)), "wb") as file:
        file.write(choices.randbytes(200 + 100 * number))
