#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes archives of every kind into a directory, each with NAME.expected: what Python's own readers see in it.

Called by tests/unit/archive/oracle_test.cc. The tools (GNU tar, tarfile, zipfile, gzip) are the oracle.
A tar line: type path-in-hex link-in-hex size mode uid gid mtime sha256. A zip line: name-in-hex size sha256.
"""
import gzip
import hashlib
import math
import os
import struct
import subprocess
import sys
import tarfile
import zipfile

TYPES = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.CONTTYPE: "file", tarfile.GNUTYPE_SPARSE: "file",
         tarfile.LNKTYPE: "hardlink", tarfile.SYMTYPE: "symlink", tarfile.CHRTYPE: "char", tarfile.BLKTYPE: "block",
         tarfile.DIRTYPE: "directory", tarfile.FIFOTYPE: "fifo"}


def as_hex(text):
    return os.fsencode(text).hex() or "-"


def tar_line(archive, member):
    content = archive.extractfile(member).read() if member.isfile() else b""
    return " ".join([TYPES[member.type], as_hex(member.name.rstrip("/")), as_hex(member.linkname),
                     str(len(content)), "%o" % member.mode, str(member.uid), str(member.gid),
                     str(math.floor(member.mtime)), hashlib.sha256(content).hexdigest()])


def expect_tar(path):
    with tarfile.open(path, "r:*", encoding="utf-8", errors="surrogateescape") as archive:
        lines = [tar_line(archive, member) for member in archive]
    with open(path + ".expected", "w") as out:
        out.write("\n".join(lines) + "\n")


def write_sparse(path, regions, size):
    with open(path, "wb") as out:
        for offset, data in regions:
            out.seek(offset)
            out.write(data)
        out.truncate(size)


def make_tree(root):
    os.makedirs(root + "/etc/deep/" + "d" * 90 + "/" + "e" * 90)
    for name, size in [("empty", 0), ("one", 1), ("block", 512), ("more", 513), ("big", 700_001)]:
        with open(f"{root}/etc/{name}", "wb") as out:
            out.write(bytes(i * 7 % 251 for i in range(size)))
    with open(root + "/etc/deep/" + "d" * 90 + "/" + "e" * 90 + "/" + "f" * 120, "wb") as out:
        out.write(b"long path")
    with open(os.fsencode(root) + b"/etc/latin-\xe9", "wb") as out:
        out.write(b"not UTF-8")
    os.symlink("one", root + "/etc/link")
    os.symlink("x" * 180, root + "/etc/long-link")
    os.link(root + "/etc/big", root + "/etc/same")
    os.mkfifo(root + "/etc/fifo")
    os.utime(root + "/etc/one", (1.5, 1234567890.75))


def make_sparse_tree(root):
    os.makedirs(root)
    write_sparse(root + "/holes-only", [], 1 << 20)
    write_sparse(root + "/tail-hole", [(0, b"a" * 4096)], 1 << 20)
    write_sparse(root + "/tail-data", [(1 << 20, b"b" * 5000)], (1 << 20) + 5000)
    write_sparse(root + "/many", [(n * 16384, bytes([n]) * 4096) for n in range(60)], 60 * 16384)
    with open(root + "/dense", "wb") as out:
        out.write(b"dense")


def run_tar(out, *arguments):
    subprocess.run(["tar", "-cf", out, *arguments], check=True)


def make_tars(directory):
    make_tree(directory + "/tree")
    make_sparse_tree(directory + "/sparse")
    for form in ["gnu", "pax", "oldgnu", "posix"]:
        run_tar(f"{directory}/{form}.tar", "--format=" + form, "-C", directory + "/tree", "etc")
    short = ["etc/empty", "etc/one", "etc/block", "etc/more", "etc/big", "etc/link", "etc/same"]
    for form in ["v7", "ustar"]:
        run_tar(f"{directory}/{form}.tar", "--format=" + form, "-C", directory + "/tree", *short)
    for form in ["gnu", "oldgnu"]:
        run_tar(f"{directory}/sparse-{form}.tar", "--format=" + form, "-S", "-C", directory, "sparse")
    for version in ["0.0", "0.1", "1.0"]:
        run_tar(f"{directory}/sparse-pax-{version}.tar", "--format=pax", "-S", "--sparse-version=" + version,
                "-C", directory, "sparse")
    run_tar(f"{directory}/large-ids.tar", "--format=gnu", "--owner=:3000000000", "--group=:4000000000",
            "--mtime=1960-01-01", "-C", directory + "/tree", *short)
    run_tar(f"{directory}/xattrs.tar", "--format=pax", "--xattrs", "--blocking-factor=1", "-C", directory + "/tree", "etc")
    for form in [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]:
        with tarfile.open(f"{directory}/python-{form}.tar", "w", format=form) as archive:
            archive.add(directory + "/tree/etc/deep", "deep", recursive=form != tarfile.USTAR_FORMAT)
            for kind in [tarfile.CHRTYPE, tarfile.BLKTYPE]:
                device = tarfile.TarInfo("device-" + kind.decode())
                device.type, device.devmajor, device.devminor = kind, 8, 17
                archive.addfile(device)


def compress_gnu_tar(directory):
    with open(directory + "/gnu.tar", "rb") as file:
        plain = file.read()
    cuts = [0, 1, 1000, 200_000, len(plain)]
    members = b"".join(gzip.compress(plain[a:b], 6) for a, b in zip(cuts, cuts[1:]))
    written = {"members.tar.gz": members, "padded.tar.gz": members + b"\0" * 1000,
               "empty-member.tar.gz": gzip.compress(b"") + members + gzip.compress(b"")}
    raw = gzip.compress(plain, 1)
    extra = b"\x1f\x8b\x08\x1e" + raw[4:10] + struct.pack("<H", 3) + b"abc" + b"name\0comment\0" + b"\0\0" + raw[10:]
    written["fields.tar.gz"] = extra
    for name, data in written.items():
        with open(f"{directory}/{name}", "wb") as file:
            file.write(data)
        with open(f"{directory}/gnu.tar.expected") as source, open(f"{directory}/{name}.expected", "w") as copy:
            copy.write(source.read())


def expect_zip(path):
    with zipfile.ZipFile(path) as archive, open(path + ".expected", "w") as out:
        for info in archive.infolist():
            content = archive.read(info)
            out.write(f"{info.filename.encode().hex()} {len(content)} {hashlib.sha256(content).hexdigest()}\n")


def fill_zip(archive, force_zip64=False):
    for name, size in [("a.txt", 0), ("META-INF/MANIFEST.MF", 40), ("dir/b.bin", 300_000), ("ümlaut", 7)]:
        with archive.open(name, "w", force_zip64=force_zip64) as out:
            out.write(bytes(i * 13 % 97 for i in range(size)))
    archive.writestr("dir/", b"")


def make_zips(directory):
    for name, method in [("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)]:
        with zipfile.ZipFile(f"{directory}/{name}.zip", "w", method) as archive:
            fill_zip(archive)
            archive.comment = b"a comment"
    with zipfile.ZipFile(f"{directory}/wide.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        fill_zip(archive, force_zip64=True)
    with open(f"{directory}/deflated.zip", "rb") as plain, open(f"{directory}/prefixed.zip", "wb") as out:
        out.write(b"#!/bin/sh\nexec java -jar \"$0\"\n" + plain.read())
    with zipfile.ZipFile(f"{directory}/many.zip", "w") as archive:
        for number in range(66_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")


def main():
    directory = sys.argv[1]
    make_tars(directory)
    names = sorted(os.listdir(directory))
    for name in names:
        if name.endswith(".tar"):
            expect_tar(f"{directory}/{name}")
    compress_gnu_tar(directory)
    make_zips(directory)
    for name in sorted(os.listdir(directory)):
        if name.endswith(".zip"):
            expect_zip(f"{directory}/{name}")


if __name__ == "__main__":
    main()
