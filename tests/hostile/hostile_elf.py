# SPDX-License-Identifier: Apache-2.0
"""hostile_elf.py PLUGIN DIR: writes DIR/<name>.so, the plugin changed in one place each. Called by loader_test.cc.
Layout: System V ABI, chapters 4 and 5."""
import pathlib
import struct
import sys

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_STACK, PT_EH_FRAME = 1, 2, 3, 4, 0x6474e551, 0x6474e550
DT_NEEDED, DT_STRTAB, DT_RUNPATH, DT_TEXTREL, DT_AUDIT, DT_FILTER, DT_RELACOUNT = 1, 5, 29, 22, 0x6ffffefc, 0x7fffffff, 0x6ffffff9
TYPE, FLAGS, OFFSET, ADDRESS, _, FILE_SIZE = range(6)


class Elf:
    def __init__(self, data):
        self.data = bytearray(data)
        self.at, self.count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]

    def header(self, kind, which=0):
        found = [n for n in range(self.count) if struct.unpack_from("<I", self.data, self.at + 56 * n)[0] == kind]
        return self.at + 56 * found[which]

    def fields(self, kind, which=0):
        return list(struct.unpack_from("<IIQQQQQQ", self.data, self.header(kind, which)))

    def put(self, kind, changes, which=0):
        where, fields = self.header(kind, which), self.fields(kind, which)
        for key, value in changes.items():
            fields[key] = value
        struct.pack_into("<IIQQQQQQ", self.data, where, *fields)

    def dynamic(self, tag):
        where = self.fields(PT_DYNAMIC)[OFFSET]
        while struct.unpack_from("<Q", self.data, where)[0] != tag:
            where += 16
        return where

    def replace_dynamic(self, old, new, value):
        struct.pack_into("<QQ", self.data, self.dynamic(old), new, value)

    def note_at(self):
        return self.data.index(b"Lazaret\0") - 12


def change(function):
    def make(data):
        elf = Elf(data)
        result = function(elf)
        return bytes(elf.data if result is None else result)
    return make


def pack(form, where, *values):
    return change(lambda elf: struct.pack_into(form, elf.data, where, *values))


def symbol_name(elf):
    """The offset of a string that is no library, in the table of names."""
    start = struct.unpack_from("<Q", elf.data, elf.dynamic(DT_STRTAB) + 8)[0]
    return elf.data.index(b"lazaret_plugin_v1\0", start) - start


def second_manifest(elf):
    notes = elf.fields(PT_NOTE)
    where = elf.header(PT_EH_FRAME)
    struct.pack_into("<IIQQQQQQ", elf.data, where, *notes)


def two_faces(elf):
    """What is checked lies at the offset; what is loaded, at the address, names an auditor."""
    fields = elf.fields(PT_DYNAMIC)
    clean = bytes(elf.data[fields[OFFSET]:fields[OFFSET] + fields[FILE_SIZE]])
    elf.replace_dynamic(DT_RELACOUNT, DT_AUDIT, symbol_name(elf))
    elf.data += bytes(-len(elf.data) % 16)
    elf.put(PT_DYNAMIC, {OFFSET: len(elf.data)})
    elf.data += clean


VARIANTS = {
    "sound": change(lambda elf: None),
    "many_headers": pack("<H", 56, 0xffff),
    "two_manifests": change(second_manifest),
    "note_of_2_gib": change(lambda elf: struct.pack_into("<I", elf.data, elf.note_at() + 4, 0x7fffffff)),
    "text_relocations": change(lambda elf: elf.replace_dynamic(DT_RELACOUNT, DT_TEXTREL, 0)),
    "executable_stack": change(lambda elf: elf.put(PT_STACK, {FLAGS: 7})),
    "writable_code": change(lambda elf: elf.put(PT_LOAD, {FLAGS: 7}, 1)),
    "auditor": change(lambda elf: elf.replace_dynamic(DT_RELACOUNT, DT_AUDIT, symbol_name(elf))),
    "filter": change(lambda elf: elf.replace_dynamic(DT_RELACOUNT, DT_FILTER, symbol_name(elf))),
    "library_path": change(lambda elf: elf.replace_dynamic(DT_RELACOUNT, DT_RUNPATH, symbol_name(elf))),
    "other_library": change(lambda elf: elf.replace_dynamic(DT_RELACOUNT, DT_NEEDED, symbol_name(elf))),
    "interpreter": change(lambda elf: elf.put(PT_EH_FRAME, {TYPE: PT_INTERP})),
    "two_faces": change(two_faces),
    "overlapping_segments": change(lambda elf: elf.put(PT_LOAD, {ADDRESS: 0}, 1)),
    "segment_past_the_end": change(lambda elf: elf.put(PT_LOAD, {OFFSET: 1 << 40}, 1)),
    "cut": change(lambda elf: elf.data[:len(elf.data) // 2]),
    "other_machine": pack("<H", 18, 8),
    "program": pack("<H", 16, 2),
}


def main():
    data = pathlib.Path(sys.argv[1]).read_bytes()
    for name, make in VARIANTS.items():
        pathlib.Path(sys.argv[2], name + ".so").write_bytes(make(data))


main()
