# SPDX-License-Identifier: Apache-2.0
"""Seeds for the wire fuzzer: writes transcripts of workers to the directory named by the first argument.

The first byte of a seed chooses what the reader expects and how the rest is cut. Format: sandbox/wire.h.
"""
import os
import struct
import sys

HELLO, PACKAGE, OS, OWNS, GAP, LOG, SUMMARY, END, LOADED, SETUP_FAILED = range(1, 11)
VERSION, PLUGIN_ID, PLUGIN_VERSION, TYPE, NAME, PACKAGE_VERSION = range(1, 7)
PATH, KEY, VALUE, OS_ID, GAP_KIND, TEXT, DIFF_ID, STATUS, RECORDS = 11, 12, 13, 14, 19, 23, 26, 29, 30


def field(tag, value):
    data = struct.pack("<Q", value) if isinstance(value, int) else value
    return struct.pack("<HHI", tag, 0, len(data)) + data


def frame(kind, sequence, *fields, length=None):
    payload = b"".join(field(tag, value) for tag, value in fields)
    return struct.pack("<IHHII", 0x31575A4C, kind, 0, len(payload) if length is None else length, sequence) + payload


def detector(*records):
    frames = [frame(HELLO, 0, (VERSION, 1), (PLUGIN_ID, b"p"), (PLUGIN_VERSION, b"1"))]
    for kind, *fields in records:
        frames.append(frame(kind, len(frames), *fields))
    count = sum(kind in (PACKAGE, OS, OWNS, GAP) for kind, *_ in records)
    return b"".join(frames) + frame(END, len(frames), (STATUS, 0), (RECORDS, count))


BASH = (PACKAGE, (TYPE, b"deb"), (NAME, b"bash"), (PACKAGE_VERSION, b"5.2-1"), (PATH, b"var/lib/dpkg/status"),
        (KEY, b"arch"), (VALUE, b"amd64"))
UNPACKED = (frame(HELLO, 0, (VERSION, 1), (PLUGIN_ID, b""), (PLUGIN_VERSION, b""))
            + frame(SUMMARY, 1, (DIFF_ID, b"sha256:" + b"0" * 64)) + frame(END, 2, (STATUS, 0), (RECORDS, 0)))
WHOLE = detector(BASH, (OS, (OS_ID, b"debian")), (OWNS, (PATH, b"bin/sh")), (GAP, (GAP_KIND, b"odd_file")),
                 (LOG, (TEXT, b"hello")))

SEEDS = {
    "empty": b"\x00" + detector(),
    "records": b"\x28" + WHOLE,
    "layer": b"\x41" + UNPACKED,
    "not_emitted": b"\x02" + WHOLE,
    "truncated": b"\x00" + WHOLE[:-7],
    "giant_length": b"\x00" + frame(HELLO, 0, length=0xFFFFFFFF),
    "after_the_end": b"\x00" + detector() + frame(END, 2, (STATUS, 0), (RECORDS, 0)),
    "loaded_twice": b"\x00" + detector((LOADED,), (LOADED,)),
    "setup_failed": b"\x00" + frame(SETUP_FAILED, 0, (TEXT, b"stage seccomp")),
}

for name, data in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(data)
