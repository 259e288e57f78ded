# SPDX-License-Identifier: Apache-2.0
"""Archives that attack whoever unpacks them, and a naive unpacker that succumbs to each.

hostile_archives.py make DIR            writes DIR/<name> for every name of ARCHIVES
hostile_archives.py control NAME DIR    unpacks DIR/<name> as a trusting program would; exits 0 when it was harmed
Called by unpack_test.cc."""
import gzip
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

BOMB_BYTES = 96 << 20
ENTRIES = 1_000_000


def entry(name, kind=tarfile.REGTYPE, link="", content=b"", **more):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    for key, value in more.items():
        setattr(info, key, value)
    return info, content


def tar(*entries, form=tarfile.GNU_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, content in entries:
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def header(name, size):
    return entry(name)[0].tobuf() if size == 0 else _sized(name, size)


def _sized(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


def zip_bomb():
    member = gzip.compress(bytes(1 << 20), 9, mtime=0)
    return gzip.compress(header("bomb", BOMB_BYTES), mtime=0) + member * (BOMB_BYTES >> 20) + gzip.compress(bytes(1024), mtime=0)


def zstd_window():
    # A frame (RFC 8878, 3.1.1) whose window descriptor asks for 2 GiB, and one raw, last block: an empty archive.
    content = bytes(1024)
    return bytes.fromhex("28b52ffd") + bytes([0x00, 21 << 3]) + ((len(content) << 3) | 1).to_bytes(3, "little") + content


def million_entries():
    chunk = gzip.compress(header("f", 0) * 1000, 6, mtime=0)
    return chunk * (ENTRIES // 1000) + gzip.compress(bytes(1024), mtime=0)


def sparse_lies():
    # GNU's old sparse header says a real size of 1 TiB, and holds one region of 512 bytes.
    info = tarfile.TarInfo("sparse")
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[156:157] = b"S"
    block[124:136] = b"00000001000\0"
    block[386:398], block[398:410] = b"00000000000\0", b"00000001000\0"
    block[482:483] = b"\0"
    block[483:495] = b"\x80" + (1 << 40).to_bytes(11, "big")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + b"x" * 512 + bytes(1024)


SYM, LNK = tarfile.SYMTYPE, tarfile.LNKTYPE
ARCHIVES = {
    "zip_bomb": zip_bomb,
    "zstd_window": zstd_window,
    "traversal": lambda: tar(entry("../escaped", content=b"x"), entry("inside", content=b"x")),
    "hard_link_to_symlink": lambda: tar(entry("s", SYM, "../escaped"), entry("h", LNK, "s"), entry("h", content=b"x")),
    "devices": lambda: tar(entry("null", tarfile.CHRTYPE, devmajor=1, devminor=3), entry("disk", tarfile.BLKTYPE, devmajor=8),
                           entry("pipe", tarfile.FIFOTYPE)),
    "sparse_lies": sparse_lies,
    "pax_override": lambda: tar(entry("innocent", content=b"x", pax_headers={"path": "../escaped"}), form=tarfile.PAX_FORMAT),
    "million_entries": million_entries,
    "duplicates": lambda: tar(entry("d", SYM, ".."), entry("d/escaped", content=b"x")),
    "whiteout_of_parent": lambda: tar(entry("d", tarfile.DIRTYPE), entry("d/.wh...", content=b"")),
}


def extract(archive, root):
    """As programs do that were broken into: every name is believed, links are followed."""
    with tarfile.open(archive) as opened:
        for member in opened:
            path = os.path.join(root, member.name)
            if os.path.basename(path).startswith(".wh."):
                shutil.rmtree(os.path.join(os.path.dirname(path), os.path.basename(path)[4:]), ignore_errors=True)
            elif member.issym():
                os.symlink(member.linkname, path)
            elif member.islnk():
                os.link(os.path.join(root, member.linkname), path, follow_symlinks=False)
            elif member.ischr() or member.isblk():
                os.mknod(path, 0o600 | (0o020000 if member.ischr() else 0o060000), os.makedev(member.devmajor, member.devminor))
            elif member.isfifo():
                os.mkfifo(path)
            elif member.isdir():
                os.mkdir(path)
            else:
                with open(path, "wb") as out:
                    out.write(opened.extractfile(member).read() if member.size < 1 << 30 else b"")
                    out.truncate(member.size)


def harmed(name, archive, base):
    if name == "zip_bomb":
        return len(gzip.decompress(archive.read_bytes())) > BOMB_BYTES
    if name == "zstd_window":
        return subprocess.run(["zstd", "-dcq", "--long=31", archive], capture_output=True).stdout == bytes(1024)
    if name == "million_entries":
        return subprocess.run(["tar", "-tzf", archive], capture_output=True).stdout.count(b"\n") == ENTRIES
    root = base / "root"
    root.mkdir()
    (root / "precious").touch()
    extract(archive, root)
    return {"devices": (root / "pipe").exists() and (root / "null").is_char_device() if name == "devices" else False,
            "sparse_lies": name == "sparse_lies" and (root / "sparse").stat().st_size == 1 << 40,
            "whiteout_of_parent": not (root / "precious").exists()}.get(name, (base / "escaped").exists())


def main():
    if sys.argv[1] == "make":
        for name, make in ARCHIVES.items():
            pathlib.Path(sys.argv[2], name).write_bytes(make())
        return
    name, directory = sys.argv[2], pathlib.Path(sys.argv[3])
    base = directory / ("control-" + name)
    base.mkdir()
    sys.exit(0 if harmed(name, directory / name, base) else 1)


main()
