# SPDX-License-Identifier: Apache-2.0
"""The merged view against what `umoci raw unpack` puts on disk, for every stack of the layer corpus.

LAZARET_VIEW_DUMP names the view-dump binary.
"""
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import layer_corpus  # noqa: E402

# Where ours differs on purpose: name -> (why, paths expected of ours).
OWN_WAY = {}


def printable(name):
    out = ""
    for char in os.fsdecode(name):
        code = ord(char)
        if 0xdc80 <= code <= 0xdcff: out += "\\x%02x" % (code - 0xdc00)
        elif char == "\\": out += "\\\\"
        elif code < 32 or code == 127: out += "\\x%02x" % code
        else: out += char
    return out


def on_disk(root):
    """path -> (type, mode, size, target, digest), as view-dump prints them; directories without mode: made ones differ."""
    found = {}
    for directory, names, files in os.walk(root):
        for name in names + files:
            path = os.path.join(directory, name)
            info = os.lstat(path)
            kind = {stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l", stat.S_IFIFO: "p"}[stat.S_IFMT(info.st_mode)]
            target = printable(os.readlink(path)) if kind == "l" else ""
            size, digest, mode = 0, "", ""
            if kind == "f":
                with open(path, "rb") as file:
                    data = file.read()
                size, digest, mode = len(data), "sha256:" + hashlib.sha256(data).hexdigest(), "%04o" % (info.st_mode & 0o7777)
            found[printable(os.path.relpath(path, root))] = (kind, mode, str(size), target, digest)
    return found


def in_view(program, blobs):
    done = subprocess.run([program] + blobs, capture_output=True, text=True, check=False)
    if done.returncode != 0: return {"error": (done.stderr,)}
    found = {}
    for line in done.stdout.splitlines():
        path, kind, *rest = line.split("\t")
        if path == "" or path == "#gap": continue
        mode, size, target, digest = rest
        found[path] = (kind, mode if kind == "f" else "", size, target, digest)
    return found


def compare(number, name, layers, program):
    with tempfile.TemporaryDirectory() as scratch:
        layout, root = os.path.join(scratch, "layout"), os.path.join(scratch, "root")
        os.mkdir(layout)
        blobs = layer_corpus.write_layout(layout, layers)
        unpacked = subprocess.run(["umoci", "raw", "unpack", "--rootless", "--image", layout + ":image", root],
                                  capture_output=True, text=True, check=False)
        ours = in_view(program, blobs)
        theirs = on_disk(root) if unpacked.returncode == 0 else {"error": unpacked.stderr}
    same = ours == theirs
    if name in OWN_WAY: same = sorted(ours) == sorted(OWN_WAY[name][1])
    print("%s %d - %s" % ("ok" if same else "not ok", number, name))
    if not same:
        for path in sorted(set(ours) | set(theirs)):
            if ours.get(path) != theirs.get(path): print("# %s: ours %s, umoci %s" % (path, ours.get(path), theirs.get(path)))
    return same


def main():
    if shutil.which("umoci") is None:
        print("1..0 # SKIP umoci is not installed")
        return 0
    stacks = layer_corpus.STACKS
    print("1..%d" % len(stacks))
    results = [compare(i, name, layers, os.environ["LAZARET_VIEW_DUMP"]) for i, (name, layers) in enumerate(stacks, 1)]
    return 0 if all(results) else 1


sys.exit(main())
