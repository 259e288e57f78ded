# SPDX-License-Identifier: Apache-2.0
"""Small archives that the seeds of this room share. Each function gives {name: bytes}."""
import gzip
import io
import struct
import tarfile
import zipfile


def header(name, size=0, kind=b"0", magic=b"ustar\x0000", **fields):
    block = bytearray(512)

    def put(offset, data):
        block[offset:offset + len(data)] = data

    put(0, name)
    for offset, value in [(100, b"0000644"), (108, b"0000000"), (116, b"0000000"), (124, b"%011o" % size),
                          (136, b"00000000000"), (148, b" " * 8), (156, kind), (257, magic)]:
        put(offset, value)
    for offset, data in fields.get("more", []):
        put(offset, data)
    put(148, b"%06o\0" % sum(block))
    return bytes(block)


def padded(data):
    return data + b"\0" * (-len(data) % 512)


def record(keyword, value):
    rest = len(keyword) + len(value) + 3
    length = rest + 1
    while rest + len(str(length)) > length:
        length += 1
    return b"%d %s=%s\n" % (length, keyword, value)


def pax(*records):
    data = b"".join(record(key, value) for key, value in records)
    return header(b"pax", len(data), b"x") + padded(data)


def tars():
    end = b"\0" * 1024
    gnu = b"ustar  \0"
    region = b"%011o\0%011o\0"
    names = {}
    for form in [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=form) as archive:
            for name in ["a", "d/" + "b" * 90] + (["c" * 300] if form != tarfile.USTAR_FORMAT else []):
                member = tarfile.TarInfo(name)
                member.size = 5
                archive.addfile(member, io.BytesIO(b"hello"))
        names[f"plain-{form}.tar"] = out.getvalue()
    names["sparse-old.tar"] = (
        header(b"s", 1024, b"S", gnu, more=[(386, region % (0, 512) + region % (2048, 512)), (483, b"%011o" % 4096)])
        + b"x" * 1024 + end)
    names["sparse-extended.tar"] = (
        header(b"s", 512, b"S", gnu, more=[(386, region % (0, 512)), (482, b"\1"), (483, b"%011o" % 4096)])
        + padded(region % (4096, 0)) + b"x" * 512 + end)
    names["sparse-0.0.tar"] = pax((b"GNU.sparse.size", b"4096"), (b"GNU.sparse.numblocks", b"1"),
                                  (b"GNU.sparse.offset", b"1024"), (b"GNU.sparse.numbytes", b"3")) + header(b"s", 3) + padded(b"abc") + end
    names["sparse-0.1.tar"] = pax((b"GNU.sparse.major", b"0"), (b"GNU.sparse.minor", b"1"), (b"GNU.sparse.numblocks", b"1"), (b"GNU.sparse.size", b"4096"),
                                  (b"GNU.sparse.map", b"1024,3"), (b"GNU.sparse.name", b"n")) + header(b"s", 3) + padded(b"abc") + end
    names["sparse-1.0.tar"] = pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"), (b"GNU.sparse.realsize", b"4096"),
                                  (b"GNU.sparse.name", b"n")) + header(b"s", 515) + padded(b"1\n1024\n3\n") + padded(b"abc") + end
    names["pax-all.tar"] = pax((b"path", b"p"), (b"linkpath", b"l"), (b"size", b"3"), (b"uid", b"-2"), (b"mtime", b"-1.5"),
                               (b"SCHILY.xattr.user.a", b"\0b"), (b"LIBARCHIVE.xattr.user.%41", b"YQ")) + header(b"s", 9) + padded(b"abc") + end
    names["base-256.tar"] = header(b"b", more=[(108, b"\xff" * 8), (124, b"\x80" + b"\0" * 10 + b"\3")]) + padded(b"abc") + end
    # Found by fuzzing: the listing of names was given as content of a directory that says it has none.
    names["directory-with-content.tar"] = header(b"d", 3, b"D", gnu) + padded(b"abc") + end
    return names


def streams():
    plain = b"word" * 300 + bytes(range(256))
    whole = gzip.compress(plain, 9)
    # A raw frame of three bytes, single segment, and a skippable one, written by hand: Python has no zstd of its own.
    zstd = b"\x28\xb5\x2f\xfd\x20\x03\x19\x00\x00abc"
    skippable = b"\x50\x2a\x4d\x18" + struct.pack("<I", 2) + b"xx"
    fields = b"\x1f\x8b\x08\x1e" + whole[4:10] + b"\3\0abcname\0comment\0\0\0" + whole[10:]
    return {"one.gz": whole, "two.gz": whole + gzip.compress(b"", 1), "padded.gz": whole + b"\0" * 20, "stored.gz": gzip.compress(plain, 0),
            "fields.gz": fields, "raw.zst": zstd, "skippable.zst": skippable + zstd + skippable}


def zips():
    made = {}
    for name, method, wide in [("stored", 0, False), ("deflated", 8, False), ("wide", 8, True)]:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for entry in ["META-INF/MANIFEST.MF", "a", "b/c"]:
                with archive.open(entry, "w", force_zip64=wide) as file:
                    file.write(entry.encode() * 20)
            archive.comment = b"comment"
        made[name + ".zip"] = out.getvalue()
    made["prefixed.zip"] = b"#!/bin/sh\n" + made["deflated.zip"]
    return made


def elves():
    made = {}
    for wide in [False, True]:
        for big in [False, True]:
            made[f"elf-{64 if wide else 32}-{'big' if big else 'little'}"] = elf(wide, big)
    return made


def elf(wide, big):
    order, word = (">" if big else "<"), ("Q" if wide else "I")
    ehdr, phdr, shdr = (64, 56, 64) if wide else (52, 32, 40)
    names = b"\0.go.buildinfo\0.shstrtab\0.note\0"
    body = ehdr + phdr
    notes, info = b"note", b"info"
    data = notes + info + names
    sections = [(0, 0, 0, 0), (26, 7, body, 4), (1, 1, body + 4, 4), (15, 3, body + 8, len(names))]
    ident = b"\x7fELF" + bytes([2 if wide else 1, 2 if big else 1, 1]) + b"\0" * 9
    out = ident + struct.pack(order + "HHI" + word * 3 + "IHHHHHH", 2, 62, 1, 0, ehdr, body + len(data), 0, ehdr, phdr, 1, shdr, len(sections), 3)
    if wide:
        out += struct.pack(order + "IIQQQQQQ", 4, 4, body, 0, 0, 4, 4, 4)
    else:
        out += struct.pack(order + "IIIIIIII", 4, body, 0, 0, 4, 4, 4, 4)
    out += data
    for name, kind, offset, size in sections:
        out += struct.pack(order + "II" + word * 4 + "II" + word * 2, name, kind, 0, 0, offset, size, 0, 0, 1, 0)
    return out


def write(directory, files):
    for name, data in files.items():
        with open(f"{directory}/{name}", "wb") as out:
            out.write(data)
