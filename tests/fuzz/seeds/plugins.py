# SPDX-License-Identifier: Apache-2.0
"""Seeds of the detectors' fuzzers: small right inputs of each format. Called by one file a fuzzer beside this one."""
import json
import os
import pathlib
import sqlite3
import struct
import sys
import tempfile
import zipfile
import io


def header(name=b"bash", version=b"5.1", release=b"6"):
    store = name + b"\0" + version + b"\0" + release + b"\0"
    entries = [(1000, 6, 0), (1001, 6, len(name) + 1), (1002, 6, len(name) + len(version) + 2)]
    return struct.pack(">II", len(entries), len(store)) + b"".join(struct.pack(">IIII", *entry, 1) for entry in entries) + store


def sqlite_file(blobs):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rpmdb.sqlite")
        database = sqlite3.connect(path)
        database.execute("PRAGMA page_size = 512")
        database.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
        database.commit()
        database.close()
        return pathlib.Path(path).read_bytes()


def ndb_file(blob):
    count = (16 + len(blob) + 12 + 15) // 16
    slots = struct.pack("<8I", 0x506D7052, 0, 1, 1, 2, 0, 0, 0) + struct.pack("<4I", 0x746F6C53, 1, 256, count)
    slots += struct.pack("<4I", 0x746F6C53, 0, 0, 0) * ((4096 - len(slots)) // 16)
    body = struct.pack("<4I", 0x53626C42, 1, 1, len(blob)) + blob
    return slots + body.ljust(count * 16 - 12, b"\0") + struct.pack("<3I", 0, len(blob), 0x45626C42)


def bdb_file(blob):
    meta = bytearray(512)
    struct.pack_into("<III", meta, 12, 0x61561, 9, 512)
    meta[25] = 8
    struct.pack_into("<I", meta, 32, 2)
    page = bytearray(512)
    key, value = b"\x01" + struct.pack("<I", 1), b"\x03\0\0\0" + struct.pack("<II", 2, len(blob))
    struct.pack_into("<HHBB", page, 20, 2, 0, 0, 13)
    first, second = 512 - len(key), 512 - len(key) - len(value)
    struct.pack_into("<HH", page, 26, first, second)
    page[first:], page[second:first] = key, value
    overflow = bytearray(512)
    struct.pack_into("<HHBB", overflow, 20, 1, len(blob), 0, 7)
    overflow[26:26 + len(blob)] = blob
    return bytes(meta + page + overflow)


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def build_info():
    modules = b"s" * 16 + b"path\tx\nmod\tx\t(devel)\t\ndep\ta\tv1.0.0\th1:\n=>\tb\tv1.1.0\th1:\n" + b"e" * 16
    return (b"\xff Go buildinf:\x08\x02").ljust(32, b"\0") + b"\x08go1.21.5" + bytes([len(modules) & 0x7F | (0x80 if len(modules) > 127 else 0)]) + \
        (bytes([len(modules) >> 7]) if len(modules) > 127 else b"") + modules


MANIFEST = {"schema": 1, "id": "dpkg", "version": "0.1.0", "abi": {"major": 1, "min_minor": 0}, "name": "Debian packages", "emits": ["package"],
            "ecosystems": ["deb"], "files": [{"paths": ["**"], "content": "elf", "sections": [".x"], "max_bytes": 1}], "needs": {"memory_mib": 1, "seconds": 1}}
POM = "version=1.0\ngroupId=org.example\nartifactId=a\n"

SEEDS = {
    "dpkg_status": lambda: [b"Package: bash\nStatus: install ok installed\nSource: bash (5.1)\nVersion: 5.1+b1\nArchitecture: amd64\n\n", b"/.\n/usr\n/usr/bin\n",
                            b"0123456789abcdef0123456789abcdef  usr/bin/a\n"],
    "apk_installed": lambda: [b"P:busybox\nV:1.36.1-r19\nA:x86_64\nL:GPL-2.0-only\no:busybox\nF:bin\nR:sh\n\n"],
    "os_release": lambda: [b"ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME='a \\\"b'\n", b"CentOS Linux release 7.9.2009 (Core)\n", b"trixie/sid\n"],
    "python_metadata": lambda: [b"Name: Django\nVersion: 3.2\nLicense: BSD\n\n", b"a.py,sha256=x,1\n\"b,c.py\",,\n../../bin/x,,\n"],
    "java_manifest": lambda: [b"Implementation-Title: a\r\nBundle-SymbolicName: org.x.a;x\r\n b\r\n\r\n", POM.encode(),
                              archive({"a-1.jar": archive({"META-INF/maven/org.example/a/pom.properties": POM})})],
    "go_buildinfo": lambda: [build_info(), pathlib.Path(sys.executable).resolve().read_bytes()[:64]],
    "rpm_header": lambda: [header()],
    "sqlite_reader": lambda: [sqlite_file([header()]), sqlite_file([header(release=b"x" * 2000)] * 8)],
    "bdb_reader": lambda: [bdb_file(header())],
    "ndb_reader": lambda: [ndb_file(header())],
    "plugin_manifest": lambda: [json.dumps(MANIFEST).encode()],
    "plugin_elf": lambda: [struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64, 0, 0, 64, 56, 0, 64, 0, 0)],
}


# Crashes that were found, by name.
NAMED = {
    "java_manifest": {"name-begins-and-ends-with-a-dash": b"-.[x2.e-.;"},  # read behind the end of a jar's name
}


def main(parser, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for name, seed in NAMED.get(parser, {}).items():
        pathlib.Path(folder, name).write_bytes(seed)
    for number, seed in enumerate(SEEDS[parser]()):
        pathlib.Path(folder, f"{parser}-{number}").write_bytes(seed)
