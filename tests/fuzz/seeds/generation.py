# SPDX-License-Identifier: Apache-2.0
"""Seeds for the generation fuzzer: writes small advisory generations to the directory named by the first argument.

Made from the grammar of docs/reference/generation.md alone, so that it also says whether that page is enough: the
integration test of `db build` lets `lazaret db verify` judge them. The texts are zstd frames of one raw block.
"""
import hashlib
import os
import struct
import sys

NONE = 0xFFFFFFFF
MASK = 0xFFFFFFFFFFFFFFFF
SECTIONS = 12
INTRODUCED, FIXED = 0, 1
ECOSYSTEM_RANGE = 1
SOURCE, NAME = 0, 2


class Table:
    """Bytes with references into them; equal pieces stand once."""

    def __init__(self, empty):
        self.data, self.known = empty, {empty: 0}

    def add(self, piece):
        if piece not in self.known:
            self.known[piece] = len(self.data)
            self.data += piece
        return self.known[piece]


def hash_of(ecosystem, name):
    value = 0xCBF29CE484222325
    for byte in ecosystem.encode() + b"\0" + name.encode():
        value = (value ^ byte) * 0x100000001B3 & MASK
    value = (value ^ value >> 32) * 0x9E3779B97F4A7C15 & MASK
    return value ^ value >> 29


def raw_frame(data):
    """One segment, a content size of four bytes, one raw block that is the last."""
    return struct.pack("<IBI", 0xFD2FB528, 0xA0, len(data)) + (len(data) << 3 | 1).to_bytes(3, "little") + data


def long_text(text):
    return struct.pack("<I", len(text)) + text.encode()


def generation(advisories):
    """advisories: (id, CVEs, ecosystem, package, subject, fixed version)."""
    strings, lists, ranges = Table(b"\0\0"), Table(bytes(4)), Table(b"\0\0")
    string = lambda text: strings.add(struct.pack("<H", len(text)) + text.encode())  # noqa: E731
    list_of = lambda texts: lists.add(struct.pack(f"<{len(texts) + 1}I", len(texts), *map(string, texts)))  # noqa: E731
    keys, entries, records, texts = b"", b"", b"", b""
    for number, (name, cves, ecosystem, package, subject, fixed) in enumerate(advisories):
        text = long_text(f"A flaw in {package}") + long_text("What it does.") + struct.pack("<I", 1) + long_text("https://example.org/")
        interval = ranges.add(struct.pack("<HBHBIBI", 1, ECOSYSTEM_RANGE, 2, INTRODUCED, string("0"), FIXED, string(fixed)))
        keys += struct.pack("<4I", string(ecosystem), string(package), number, 1)
        entries += struct.pack("<5I2BH", number, interval, list_of([]), list_of([]), string("low"), subject, 0, 0)
        records += struct.pack("<10I2q", string(name), list_of(cves), list_of([]), list_of(["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"]),
                               string("high"), string("debian"), 0, len(texts), len(text), list_of(["CWE-79"]), 1, 2)
        texts += text
    cves = b"".join(struct.pack("<5I", string(cve), 250_000, NONE, 20_000, 0) for cve in sorted({c for a in advisories for c in a[1]}))
    slots = 1
    while slots < 2 * max(1, len(advisories)):
        slots *= 2
    fingerprints, places = bytearray(slots), [0] * slots
    for number, (_, _, ecosystem, package, _, _) in enumerate(advisories):
        value = hash_of(ecosystem, package)
        slot = value % slots
        while fingerprints[slot]:
            slot = (slot + 1) % slots
        fingerprints[slot], places[slot] = value >> 56 | 1, number
    info = b'{"feeds":[{"name":"npm","modified":null,"records":1,"ecosystems":["npm"]},' \
           b'{"name":"Debian","modified":"2026-01-01T00:00:00Z","records":1,"ecosystems":["Debian:12"]}],' \
           b'"catalogues":[{"name":"KEV","modified":"2026-01-01T00:00:00Z","records":1}]}'
    frame = raw_frame(texts)
    blocks = struct.pack("<Q2I", 0, len(frame), len(texts))
    return whole([info, strings.data, lists.data, bytes(fingerprints), struct.pack(f"<{slots}I", *places), keys, entries,
                  ranges.data, records, cves, blocks, frame])


def whole(sections):
    offset, places = 64 + 16 * SECTIONS, b""
    for section in sections:
        places += struct.pack("<2Q", offset, len(section))
        offset += len(section)
    rest = struct.pack("<2IqQ", 2, 0, 1_000_000, offset) + places + b"".join(sections)
    return b"LZRTGEN\0" + hashlib.sha256(rest).digest() + rest


LODASH = ("GHSA-1", ["CVE-2021-23337"], "npm", "lodash", NAME, "4.17.21")
OPENSSL = ("DSA-1-1", ["CVE-2022-3602", "CVE-2022-3786"], "Debian:12", "openssl", SOURCE, "3.0.7-1")
SEEDS = {"empty": [], "npm": [LODASH], "two": [LODASH, OPENSSL],
         "many": [LODASH, OPENSSL, *((f"X-{n}", [], "npm", f"package{n}", NAME, "1.0.0") for n in range(20))]}

if __name__ == "__main__":
    for seed, advisories in SEEDS.items():
        with open(os.path.join(sys.argv[1], seed), "wb") as file:
            file.write(generation(advisories))
