# SPDX-License-Identifier: Apache-2.0
"""One image in every form that a tool may write it in: the same packages each time."""
import gzip
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image, hardlink, symlink  # noqa: E402

BASE = {"etc/os-release": b"ID=alpine\nVERSION_ID=3.20.3\n", "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n"}


def skopeo(source, target, *flags):
    if shutil.which("skopeo") is None:
        raise tap.Skip("skopeo is not installed")
    subprocess.run(["skopeo", "copy", "-q", "--insecure-policy", *flags, str(source), str(target)], check=True, capture_output=True)


def names(reference, *flags):
    report = lazaret.Scan(reference, *flags).expect(3).report
    return [package["name"] for package in report["packages"]]


def in_form(name, make):
    def case():
        with lazaret.scratch() as scratch:
            layout = Image().layers(BASE, {"usr/bin/x": b"1"}).write_layout(pathlib.Path(scratch, "layout"))
            reference = make(layout, pathlib.Path(scratch))
            assert names(reference) == ["musl"]

    return name, case


def docker_archive(layout, scratch):
    skopeo(f"oci:{layout}:v1", f"docker-archive:{scratch}/d.tar:test/image:1")
    return scratch / "d.tar"


def packed(pack):
    def make(layout, scratch):
        return pack(docker_archive(layout, scratch))
    return make


def with_gzip(path):
    path.with_suffix(".gz").write_bytes(gzip.compress(path.read_bytes()))
    return path.with_suffix(".gz")


def with_zstd(path):
    if shutil.which("zstd") is None:
        raise tap.Skip("zstd is not installed")
    subprocess.run(["zstd", "-q", str(path)], check=True)
    return f"{path}.zst"


def zstd_layers(layout, scratch):
    skopeo(f"oci:{layout}:v1", f"oci:{scratch}/z:v1", "--dest-compress-format", "zstd")
    return f"oci:{scratch}/z:v1"


def oci_archive_file(layout, scratch):
    skopeo(f"oci:{layout}:v1", f"oci-archive:{scratch}/o.tar")
    return scratch / "o.tar"


def oci_archive(layout, scratch):
    return f"oci-archive:{oci_archive_file(layout, scratch)}"


def compressed_oci_archive(pack):
    return lambda layout, scratch: pack(oci_archive_file(layout, scratch))


def tagged_layout(layout, scratch):
    """Two images in one layout: the tag chooses, and without one it is an error that lists them."""
    skopeo(f"oci:{layout}:v1", f"oci:{scratch}/two:one")
    other = Image().layers({**BASE, "srv/node_modules/a/package.json": b'{"name":"a","version":"1.0.0"}'})
    skopeo(f"oci:{other.write_layout(scratch / 'other')}:v1", f"oci:{scratch}/two:two")
    assert names(f"oci:{scratch}/two:two") == ["musl", "a"]
    errors = lazaret.Scan(f"oci:{scratch}/two").expect(1).errors
    assert "one" in errors and "two" in errors, errors
    assert "three" in lazaret.Scan(f"oci:{scratch}/two:three").expect(1).errors
    return f"oci:{scratch}/two:one"


def contents_reached_through_links():
    """A package database that is a hard link to a file nobody asks for, and one behind a symbolic link."""
    database = BASE["lib/apk/db/installed"]
    hard = Image().layers({"etc/os-release": BASE["etc/os-release"], "blob": database},
                          {"lib/apk/db/installed": hardlink("blob")})
    soft = Image().layers({"etc/os-release": BASE["etc/os-release"], "data/store": database,
                           "lib/apk/db/installed": symlink("../../../data/store")})
    for image in (hard, soft):
        with lazaret.scratch() as scratch:
            assert names(f"oci:{image.write_layout(scratch)}") == ["musl"]


def a_whiteout_takes_packages_away():
    image = Image().layers({**BASE, "srv/node_modules/a/package.json": b'{"name":"a","version":"1.0.0"}',
                            "srv/node_modules/b/package.json": b'{"name":"b","version":"1.0.0"}'},
                           {"srv/node_modules/.wh.a": b""})
    with lazaret.scratch() as scratch:
        assert names(f"oci:{image.write_layout(scratch)}") == ["musl", "b"]


def a_second_image_unpacks_only_its_own_layers():
    big = {f"srv/{i}": bytes([i]) * 100_000 for i in range(50)}
    with lazaret.scratch() as scratch:
        cache = pathlib.Path(scratch, "cache")
        first = Image().layers({**BASE, **big}).write_layout(pathlib.Path(scratch, "first"))
        second = Image().layers({**BASE, **big}, {"srv/node_modules/a/package.json": b'{"name":"a","version":"1.0.0"}'})
        second = second.write_layout(pathlib.Path(scratch, "second"))
        lazaret.Scan(f"oci:{first}", cache=cache).expect(3)
        layers = set(cache.glob("layers/*/*"))
        report = lazaret.Scan(f"oci:{second}", cache=cache).expect(3).report
        assert [package["name"] for package in report["packages"]] == ["musl", "a"]
        made = {path.name for path in set(cache.glob("layers/*/*")) - layers if path.suffix != ".lock"}
        assert len(made) == 1, made


def scans_side_by_side_agree():
    """Single-flight between processes: four scans on an empty cache, one answer, each layer unpacked by one of them."""
    with lazaret.scratch() as scratch:
        layers = [BASE, *({f"f{n}-{i}": b"x" * 50_000 for i in range(100)} for n in range(3))]
        image = Image().layers(*layers).write_layout(pathlib.Path(scratch, "image"))
        cache = pathlib.Path(scratch, "cache")
        command = [str(lazaret.PROGRAM), "scan", "-v", "-o", "json", "--at", lazaret.AT, "--cache-dir", str(cache), f"oci:{image}"]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
        outputs = [process.communicate() for process in running]
    assert all(process.returncode == 3 for process in running), outputs
    assert len({output for output, _ in outputs}) == 1
    notes = [line for _, errors in outputs for line in errors.decode().splitlines()]
    for number in range(1, len(layers) + 1):
        of_layer = [line for line in notes if line.startswith(f"lazaret: layer {number} of")]
        assert sum(": unpacked, ok" in line for line in of_layer) == 1, of_layer
        assert all(": unpacked, ok" in line or line.endswith(": from the cache") for line in of_layer), of_layer


if __name__ == "__main__":
    tap.run([in_form("docker archive of skopeo", docker_archive), in_form("the same, gzip around it", packed(with_gzip)),
             in_form("the same, zstd around it", packed(with_zstd)), in_form("zstd layers", zstd_layers),
             in_form("OCI archive", oci_archive), in_form("OCI archive, gzip around it", compressed_oci_archive(with_gzip)),
             in_form("OCI archive, zstd around it", compressed_oci_archive(with_zstd)), in_form("a tag of a layout", tagged_layout), contents_reached_through_links, a_whiteout_takes_packages_away,
             a_second_image_unpacks_only_its_own_layers, scans_side_by_side_agree])
