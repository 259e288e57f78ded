# SPDX-License-Identifier: Apache-2.0
"""Hostile and damaged images: a clear error that names file and place (exit 1), or a gap; quickly, in bounded memory,
with nothing left behind."""
import gzip
import io
import json
import os
import pathlib
import resource
import struct
import subprocess
import sys
import tarfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image, digest_of, hardlink, symlink, tar_of  # noqa: E402

SECONDS = 10
KIB = 512 * 1024
OK_FILES = {"etc/os-release": b"ID=alpine\nVERSION_ID=3.20.3\n", "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n"}


class Memory(threading.Thread):
    """The largest sum of anonymous and shared memory of all Lazaret processes while a scan runs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak, self.over = 0, threading.Event()

    @staticmethod
    def each():
        """KiB of each process."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if not os.readlink(f"/proc/{pid}/exe").startswith(f"{lazaret.BUILD}/"):
                    continue
                lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
            except OSError:
                continue
            yield sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssShmem")))

    def run(self):
        while not self.over.is_set():
            self.peak = max(self.peak, sum(self.each()))
            time.sleep(0.02)

    def left_over(self):
        """Whether a process is there still after a while: the kernel may take a moment to clear a killed one away."""
        end = time.monotonic() + 5
        while (left := list(self.each())) and time.monotonic() < end:
            time.sleep(0.01)
        return left


def scan(reference, *flags):
    """One scan within the bounds; its cache directory must hold nothing unfinished afterwards."""
    with lazaret.scratch() as cache:
        memory = Memory()
        memory.start()
        result = lazaret.Scan(reference, *flags, cache=cache, timeout=3 * SECONDS)
        memory.over.set()
        memory.join()
        assert result.seconds < SECONDS, f"took {result.seconds:.1f} s"
        assert memory.peak < KIB, f"took {memory.peak} KiB"
        stray = [p for p in pathlib.Path(cache).rglob("*") if p.is_file() and len(p.name) != 64 and p.suffix != ".lock"]
        assert not stray, f"left behind: {stray}"
        assert not memory.left_over(), "processes are left"
    assert result.code in (0, 1, 3), f"exit {result.code}: {result.errors}"
    if result.code == 1:
        assert result.output == b"", "an error, and yet a report"
        assert result.errors.startswith("lazaret: ") and "this is a bug" not in result.errors, result.errors
    return result


def error(reference, *needles, flags=()):
    result = scan(reference, *flags).expect(1)
    for needle in needles:
        assert needle in result.errors, f"{needle!r} is not in: {result.errors}"


def layout_case(name, make, *needles, flags=()):
    def case():
        with lazaret.scratch() as directory:
            error(f"oci:{make().write_layout(directory)}", *needles, flags=flags)

    return name, case


def gap_case(name, make, kind, check=None):
    def case():
        with lazaret.scratch() as directory:
            result = scan(f"oci:{make().write_layout(directory)}").expect(3)
        assert kind in result.gap_kinds(), result.report["coverage"]
        assert [p["name"] for p in result.report["packages"]] == ["musl"], "the good part of the layer is lost"
        if check:
            check(result)

    return name, case


def plain(**more):
    return Image().layers({**OK_FILES, **more})


# --- not images --------------------------------------------------------------------------------------------------------

def not_an_image():
    with lazaret.scratch() as directory:
        for name, content in (("empty", b""), ("text", b"hello\n" * 1000), ("zip", b"PK\x03\x04" + bytes(1000)),
                              ("zeros", bytes(20480)), ("tar-of-nothing", tar_of({"a": b"b"}))):
            path = pathlib.Path(directory, name)
            path.write_bytes(content)
            error(path, name)
        error(pathlib.Path(directory, "missing"), "missing")


def docker_archive(path):
    """An image as `docker save` writes it, of plain layers."""
    layers = [tar_of(OK_FILES), tar_of({f"f{i}": os.urandom(3000) for i in range(12)})]
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {
        "type": "layers", "diff_ids": [digest_of(layer) for layer in layers]}}).encode()
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    manifest = json.dumps([{"Config": digest_of(config)[7:] + ".json", "RepoTags": ["a:1"], "Layers": names}]).encode()
    path.write_bytes(tar_of({**dict(zip(names, layers)), digest_of(config)[7:] + ".json": config, "manifest.json": manifest}))
    return path


def oci_archive(path):
    return Image().layers(OK_FILES, {f"f{i}": os.urandom(3000) for i in range(12)}).write_archive(path)


def packed_archive(path):
    return path.write_bytes(gzip.compress(docker_archive(path).read_bytes(), mtime=0)) and path


def truncated_at_every_4_kib(make):
    def case():
        with lazaret.scratch() as directory:
            path = make(pathlib.Path(directory, "image.tar"))
            whole, wanted = path.read_bytes(), scan(path).expect(3).report["packages"]
            assert [package["name"] for package in wanted] == ["musl"]
            ends = []
            for size in range(0, len(whole), 4096):
                path.write_bytes(whole[:size])
                result = scan(path)
                # An archive may be cut within its closing zeros: then it is whole, and must give the whole answer.
                assert result.code == 1 or result.report["packages"] == wanted, f"cut at {size}: {result.errors}"
                assert result.code == 3 or path.name in result.errors, result.errors
                ends.append(result.code)
            assert ends.count(1) >= 5, ends

    return f"truncated at every 4 KiB: {make.__name__.replace('_', ' ')}", case


def a_layer_blob_cut_at_every_4_kib():
    """In a layout, and with a descriptor that says the shorter size and digest: then the decoder must see it."""
    blob = gzip.compress(tar_of({**OK_FILES, **{f"f{i}": os.urandom(3000) for i in range(12)}}), 1, mtime=0)
    for size in range(4096, len(blob), 4096):
        with lazaret.scratch() as directory:
            error(f"oci:{Image().blob_layer(blob[:size]).write_layout(directory)}", "layer 1", "early")


# --- digests and sizes -------------------------------------------------------------------------------------------------

def wrong_digest():
    image = plain()
    image.replace[digest_of(image.blobs[0][0])] = gzip.compress(tar_of({"etc/evil": b"x"}), 1, mtime=0).ljust(
        len(image.blobs[0][0]), b"\0")[:len(image.blobs[0][0])]
    return image


def wrong_diff_id():
    image = plain()
    image.diff_ids[0] = "sha256:" + "0" * 64
    return image


def wrong_diff_id_of_a_plain_layer():
    image = Image()
    image.compression = "none"
    image.layers(OK_FILES)
    image.diff_ids[0] = "sha256:" + "0" * 64
    return image


def lying_size(change):
    def make():
        image = plain()

        def lie(manifest):
            manifest["layers"][0]["size"] += change
            return manifest
        image.edit_manifest = lie
        return image
    return make


def lying_about(part, change):
    """The size of the configuration in the manifest, or of the manifest in the index."""
    def make():
        image = plain()

        def lie(document):
            target = document["config"] if part == "config" else document["manifests"][0]
            target["size"] += change
            return document
        setattr(image, "edit_manifest" if part == "config" else "edit_index", lie)
        return image
    return make


def missing(part):
    def make():
        image = plain()
        files = image.files()
        manifest = json.loads(files["index.json"])["manifests"][0]["digest"]
        image.drop.add(manifest if part == "manifest" else json.loads(files["blobs/" + manifest.replace(":", "/")])["config"]["digest"])
        return image
    return make


def missing_blob():
    image = plain()
    image.drop.add(digest_of(image.blobs[0][0]))
    return image


def diff_ids_are_hashed_on_demand():
    with lazaret.scratch() as directory:
        layout = wrong_diff_id().write_layout(directory)
        scan(f"oci:{layout}").expect(3)
        error(f"oci:{layout}", "diff id", "layer 1", flags=("--verify-diff-ids",))


# --- bombs -------------------------------------------------------------------------------------------------------------

def gzip_bomb():
    header = tarfile.TarInfo("bomb")
    header.size = 8 << 30
    blob = io.BytesIO()
    with gzip.GzipFile(fileobj=blob, mode="wb", compresslevel=9, mtime=0) as out:
        out.write(header.tobuf())
        for _ in range(400):
            out.write(bytes(1 << 20))
    return Image().blob_layer(blob.getvalue())


def zstd_bomb():
    if subprocess.run(["zstd", "--version"], capture_output=True).returncode != 0:
        raise tap.Skip("zstd is not installed")
    header = tarfile.TarInfo("bomb")
    header.size = 8 << 30
    tar = header.tobuf() + bytes(400 << 20)
    blob = subprocess.run(["zstd", "-q", "-c", "-3"], input=tar, capture_output=True, check=True).stdout
    return Image().blob_layer(blob, "+zstd")


def zstd_window_of_2_gib():
    # Frame header: magic, descriptor without content size or single segment, window descriptor exponent 21 -> 2^31.
    return Image().blob_layer(bytes.fromhex("28b52ffd") + bytes([0x00, 21 << 3]) + bytes([0x01, 0, 0]), "+zstd")


def five_million_entries():
    block = tarfile.TarInfo("f").tobuf()
    blob = io.BytesIO()
    with gzip.GzipFile(fileobj=blob, mode="wb", compresslevel=1, mtime=0) as out:
        chunk = block * 5000
        for _ in range(1000):
            out.write(chunk)
    return Image().blob_layer(blob.getvalue())


# --- names and links ---------------------------------------------------------------------------------------------------

ESCAPING = {"../../etc/passwd": b"x", "a/../../b": b"x", "..": b"x"}


def device(kind):
    def make(entry):
        entry.type, entry.devmajor, entry.devminor = kind, 1, 3
    return make


ODD = {"/abs/olute": b"x", "non-utf8-\udcff\udcfe": b"x", "control-\x1b[31m\n-x": b"x", "d/.wh.gone": b"", "dev/null": device(tarfile.CHRTYPE),
       "dev/sda": device(tarfile.BLKTYPE), "dev/fifo": device(tarfile.FIFOTYPE), "twice": b"1"}


def odd_but_legal():
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape") as archive:
        for path, content in [*OK_FILES.items(), *ODD.items(), ("twice", b"22"), ("twice/deeper", b"3")]:
            entry = tarfile.TarInfo(path)
            content = (content(entry) or b"") if callable(content) else content
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    with lazaret.scratch() as directory:
        result = scan(f"oci:{Image().layers(tar.getvalue()).write_layout(directory)}").expect(3)
        assert [p["name"] for p in result.report["packages"]] == ["musl"]


def deep(levels):
    return "/".join(["d"] * levels)


def pax_size_lies(text, content=b"ID=alpine\n" * 200):
    """The pax record says one size, and the archive holds `content`."""
    def make():
        header = tarfile.TarInfo("etc/os-release")
        header.size = len(content)
        record = f" size={text}\n"
        length = len(record) + 2
        record = f"{length}{record}".encode()
        pax = tarfile.TarInfo("pax")
        pax.type, pax.size = tarfile.XHDTYPE, len(record)
        pad = lambda data: data + bytes(-len(data) % 512)  # noqa: E731
        return Image().layers(pax.tobuf() + pad(record) + header.tobuf() + pad(content) + bytes(1024))
    return make


# --- JSON --------------------------------------------------------------------------------------------------------------

def config_bytes(content):
    def make():
        image = plain()
        image.edit_config = lambda _: content
        return image
    return make


def duplicate_key(config_json):
    return (json.dumps(config_json)[:-1] + ',"os":"linux"}').encode()


def with_duplicate_key():
    image = plain()
    image.edit_config = duplicate_key
    return image


def ten_thousand_layers():
    image = plain()

    def many(manifest):
        manifest["layers"] *= 10_000
        return manifest
    image.edit_manifest = many
    image.edit_config = lambda c: {**c, "rootfs": {"type": "layers", "diff_ids": image.diff_ids * 10_000}}
    return image


def an_empty_image_is_unverified():
    with lazaret.scratch() as directory:
        result = scan(f"oci:{Image().write_layout(directory)}").expect(3)
    assert result.report["status"] == "unverified" and result.report["packages"] == []


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tap.run([
        not_an_image, truncated_at_every_4_kib(oci_archive), truncated_at_every_4_kib(docker_archive),
        truncated_at_every_4_kib(packed_archive), a_layer_blob_cut_at_every_4_kib,
        layout_case("wrong digest of a layer", wrong_digest, "digest", "layer 1"),
        layout_case("wrong diff id of a plain layer, always", wrong_diff_id_of_a_plain_layer, "diff id"),
        diff_ids_are_hashed_on_demand,
        layout_case("descriptor says more than there is", lying_size(+10), "its descriptor says"),
        layout_case("descriptor says less than there is", lying_size(-10), "its descriptor says"),
        layout_case("the manifest's size lies", lying_about("manifest", 5), "manifest sha256:", "its descriptor says"),
        layout_case("the configuration's size lies", lying_about("config", -5), "configuration sha256:", "its descriptor says"),
        layout_case("a size of 2^63", lying_about("config", 1 << 63), "its descriptor says 9223372036854775"),
        layout_case("missing manifest", missing("manifest"), "blobs/sha256/", "is missing"),
        layout_case("missing configuration", missing("config"), "blobs/sha256/", "is missing"),
        layout_case("missing layer", missing_blob, "blobs/sha256/", "is missing"),
        layout_case("gzip bomb", gzip_bomb, "expansion"), layout_case("zstd bomb", zstd_bomb, "expansion"),
        layout_case("zstd window of 2 GiB", zstd_window_of_2_gib, "window"),
        layout_case("5 million entries", five_million_entries, "entries"),
        gap_case("names that lead out", lambda: plain(**ESCAPING), "unsafe_path"),
        layout_case("a name of 4 KiB and more", lambda: plain(**{"n" * 5000: b"x"}), "5000", "path_bytes", "4096"),
        layout_case("a name 10,000 deep", lambda: plain(**{deep(10_000): b"x"}), "path_bytes", "4096"),
        gap_case("a name 600 deep", lambda: plain(**{deep(600): b"x"}), "path_over_limit"),
        gap_case("hard link to nothing", lambda: plain(**{"h": hardlink("nowhere")}), "broken_hard_link"),
        gap_case("hard link to itself", lambda: plain(**{"h": hardlink("h")}), "broken_hard_link"),
        gap_case("hard link that leads out", lambda: plain(**{"h": hardlink("../../etc/passwd")}), "unsafe_path"),
        gap_case("whiteout of ..", lambda: plain(**{"d/.wh...": b""}), "unsafe_path"),
        ("absolute, non-UTF-8, control characters, devices, duplicates", odd_but_legal),
        *(layout_case(f"pax size lies: {text}", pax_size_lies(text), "layer 1", "at byte")
          for text in ("0", "1", "1000", "4000", str(1 << 40), str((1 << 63) - 1), str(1 << 64), "-1", "12x")),
        layout_case("configuration with 100,000 levels", config_bytes(b"[" * 100_000), "nested deeper than 64"),
        layout_case("configuration with a duplicate key", with_duplicate_key, "duplicate key"),
        layout_case("configuration that is no JSON", config_bytes(b"\x00\x01"), "JSON"),
        layout_case("10,000 layers", ten_thousand_layers, "10000", "500"),
        an_empty_image_is_unverified,
    ])
