#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for auth_file_fuzz to the directory argv[1]: files of credentials, and an answer of a helper."""
import os
import sys

SEEDS = [
    '{"auths":{"host:5000":{"auth":"YTpi"},"https://old.example/v1/":{"identitytoken":"t"}},"credsStore":"pass"}',
    '{"credHelpers":{"host:5000":"ecr-login"}}',
    '{"host":{"username":"a","password":"b"}}',
    '{"ServerURL":"h","Username":"<token>","Secret":"s"}',
]

for number, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], str(number)), "w") as file:
        file.write(seed)
