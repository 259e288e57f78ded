# SPDX-License-Identifier: Apache-2.0
"""Debian roots made by mmdebstrap, seen as a directory, an OCI layout and a docker archive: three times what dpkg says."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402

# Made once and kept with the build: two downloads of a base system are enough.
KEPT = lazaret.BUILD / "debian-roots"
FORMAT = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise tap.Skip(f"{tool} is not installed")


def root_tar(suite):
    need("mmdebstrap", "umoci", "skopeo", "dpkg-query")
    if os.geteuid() != 0:
        raise tap.Skip("unpacking a root with its owners needs root")
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{suite}.tar"
    if not path.exists():
        done = subprocess.run(["mmdebstrap", "--quiet", "--variant=essential", suite, path.with_suffix(".part.tar")],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise tap.Skip(f"mmdebstrap {suite} failed: {done.stderr.strip().splitlines()[-1:]}")
        path.with_suffix(".part.tar").rename(path)
    return path


def forms(suite, scratch):
    """The root as (directory, OCI layout, docker archive)."""
    root = pathlib.Path(scratch, "root")
    root.mkdir()
    subprocess.run(["tar", "-xf", root_tar(suite), "-C", root, "--exclude=./dev/*"], check=True)
    layout = pathlib.Path(scratch, "layout")
    plain = pathlib.Path(scratch, "plain.tar")
    subprocess.run(["tar", "-cf", plain, "--numeric-owner", "-C", root, "."], check=True)
    for command in (["init", "--layout", layout], ["new", "--image", f"{layout}:v1"],
                    ["raw", "add-layer", "--image", f"{layout}:v1", plain]):
        subprocess.run(["umoci", *map(str, command)], check=True, capture_output=True)
    archive = pathlib.Path(scratch, "image.docker.tar")
    subprocess.run(["skopeo", "copy", "-q", "--insecure-policy", f"oci:{layout}:v1", f"docker-archive:{archive}:test/image:1"],
                   check=True, capture_output=True)
    return f"dir:{root}", f"oci:{layout}:v1", f"docker-archive:{archive}"


def dpkg_rows(root):
    listed = subprocess.run(["dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", FORMAT], check=True,
                            capture_output=True, text=True).stdout
    return sorted(tuple(line.split("\t")) for line in listed.splitlines())


def rows(scan):
    return sorted((p["name"], p["version"], p["arch"], p["source"]["name"], p["source"]["version"])
                  for p in scan.report["packages"])


def comparable(report):
    """A report without what says where the image came from."""
    copy = {key: value for key, value in report.items() if key not in ("image", "runs", "coverage")}
    for package in copy["packages"]:
        package["locations"] = [place["path"] for place in package["locations"]]
    for finding in copy["findings"]:
        finding["location"] = finding["location"]["path"]
    copy["os"] = report["image"]["os"]
    return copy


def debian(suite):
    def case():
        with lazaret.scratch() as scratch:
            references = forms(suite, scratch)
            scans = [lazaret.Scan(reference, "--db", str(lazaret.sample_database())).expect(0, 3) for reference in references]
            wanted = dpkg_rows(pathlib.Path(scratch, "root"))
        assert wanted, "dpkg-query lists nothing"
        for reference, scan in zip(references, scans):
            assert rows(scan) == wanted, f"{reference}: {set(rows(scan)) ^ set(wanted)}"
        first = comparable(scans[0].report)
        for reference, scan in zip(references[1:], scans[1:]):
            assert comparable(scan.report) == first, f"{reference} differs from the directory"

    return f"{suite}: packages equal dpkg-query, and the three forms agree", case


if __name__ == "__main__":
    tap.run([debian("bookworm"), debian("trixie")])
