# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of a scan at random moments: the next scan is right, the cache is sound, no process or file is left."""
import ctypes
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image  # noqa: E402

KILLS = 50


def packages_layer(number):
    """A layer that takes a while: many node packages and some bulk nobody asks for."""
    files = {f"srv/app{number}/node_modules/p{i}/package.json": b'{"name":"p%d","version":"1.%d.0"}' % (i, number)
             for i in range(300)}
    bulk = random.Random(number)
    files[f"srv/bulk{number}"] = bulk.randbytes(6_000_000)
    return files


def lazaret_processes():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            program = os.readlink(f"/proc/{pid}/exe")
        except OSError:
            continue
        if program.startswith(f"{lazaret.BUILD}/") and "lazaret" in os.path.basename(program):
            found.append((pid, program))
    return found


def wait_until_none(seconds=5):
    end = time.monotonic() + seconds
    while lazaret_processes() and time.monotonic() < end:
        time.sleep(0.01)
    return lazaret_processes()


def leave_the_mounts_of_others():
    """A mount namespace of this test's own, where that is allowed: whoever mounts beside it is not its business."""
    clone_newns, ms_rec, ms_private = 0x20000, 0x4000, 0x40000
    libc = ctypes.CDLL(None)
    if libc.unshare(clone_newns) == 0:
        assert libc.mount(b"none", b"/", None, ms_rec | ms_private, None) == 0


def mounts():
    return pathlib.Path("/proc/self/mounts").read_text().count("\n")


def fifty_kills():
    with lazaret.scratch() as scratch:
        image = Image().layers(*(packages_layer(n) for n in range(4))).write_layout(pathlib.Path(scratch, "image"))
        command = [str(lazaret.PROGRAM), "scan", "-q", "-o", "json", "--at", lazaret.AT]
        wanted = lazaret.Scan(f"oci:{image}")
        cache = pathlib.Path(scratch, "cache")
        started = time.monotonic()
        subprocess.run([*command, "--no-cache", f"oci:{image}"], capture_output=True)
        whole = time.monotonic() - started
        before = mounts()
        moments = random.Random(2026)
        for _ in range(KILLS):
            process = subprocess.Popen([*command, "--cache-dir", str(cache), f"oci:{image}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(moments.random() * whole * 1.1)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert not wait_until_none(), lazaret_processes()
            if moments.random() < 0.3:  # often enough the cache starts from nothing again
                subprocess.run(["rm", "-rf", str(cache)], check=True)
        scan = lazaret.Scan(f"oci:{image}", cache=cache).expect(wanted.code)
        assert scan.output == wanted.output, "the scan after the kills differs"
        again = lazaret.Scan(f"oci:{image}", cache=cache)
        assert again.output == wanted.output, "the cached scan differs"
        assert mounts() == before
        left = [str(path.relative_to(cache)) for path in cache.rglob("*")
                if path.is_file() and not path.name.endswith(".lock") and len(path.name) != 64]
        assert not left, f"temporary files are left: {left}"


if __name__ == "__main__":
    leave_the_mounts_of_others()
    tap.run([("50 kills at random moments leave a sound cache and nothing running", fifty_kills)])
