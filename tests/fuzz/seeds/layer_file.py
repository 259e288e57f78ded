# SPDX-License-Identifier: Apache-2.0
"""Seeds for the layer_file fuzzer: writes small layer files to the directory named by the first argument.

The fuzzer makes the checksum right, so none is made here. Format: docs/reference/layer-file.md.
"""
import os
import struct
import sys

ENTRY = struct.Struct("<Qq9I2BH")


def layer_file(entries):
    """entries: (path, type, target, content)."""
    pack, records, extents, strings = b"", b"", b"", b""
    for path, kind, target, content in entries:
        count = 1 if content else 0
        records += ENTRY.pack(len(content), 1, len(strings), len(path), len(strings) + len(path), len(target),
                              len(extents) // 24, count, 0o644, 0, 0, kind, 0, 0)
        strings += path + target
        if content:
            extents += struct.pack("<3Q", 0, len(content), len(pack))
            pack += content
    trailer = struct.pack("<32s6Q2I144s2I8s", b"", len(pack), len(entries), len(extents) // 24, len(strings), 0, 0, 0, 0,
                          b"", 1, 0, b"LZLAYER\n")
    return pack + bytes(-len(pack) % 8) + records + extents + strings + trailer


SEEDS = {
    "empty": [],
    "file_and_link": [(b"a", 0, b"", b"hello"), (b"b", 2, b"a", b"")],
    "hard_link": [(b"a", 0, b"", b"hello"), (b"d/b", 3, b"a", b"")],
    "whiteouts": [(b"d/x", 0, b"", b""), (b"d/x", 7, b"", b""), (b"d", 8, b"", b""), (b"", 1, b"", b"")],
    "link_circle": [(b"a", 2, b"b", b""), (b"b", 2, b"a", b""), (b"a/x", 0, b"", b"1")],
}

for name, entries in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(layer_file(entries))
