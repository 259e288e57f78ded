#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for token_answer_fuzz to the directory argv[1]: answers of token servers, and an error."""
import os
import sys

SEEDS = [
    '{"token":"abc","expires_in":300}',
    '{"access_token":"abc","issued_at":"2026-01-01T00:00:00Z"}',
    '{"errors":[{"code":"DENIED","message":"no","detail":{}}]}',
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w") as file:
        file.write(seed)
