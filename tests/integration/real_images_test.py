# SPDX-License-Identifier: Apache-2.0
"""Small real images and rpm databases: what Lazaret lists equals what the systems' own tools list."""
import csv
import gzip
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402


def rows_of(path):
    with open(path, newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def alpine(version):
    def case():
        image = lazaret.shared("images", f"alpine-{version}.oci.tar")
        expected = rows_of(lazaret.shared("images", f"alpine-{version}.packages.tsv"))
        scan = lazaret.Scan(image, "--db", str(lazaret.sample_database())).expect(0, 3)
        keys = list(expected[0])
        origin = next(key for key in keys if key in ("origin", "source"))
        wanted = sorted((row["name"], row["version"], row["arch"], row[origin]) for row in expected)
        found = sorted((p["name"], p["version"], p["arch"], p["source"]["name"]) for p in scan.report["packages"])
        assert found == wanted, f"{found}\nis not\n{wanted}"
        assert scan.report["image"]["os"]["id"] == "alpine"
        assert scan.report["image"]["os"]["version_id"] == version
        assert "unowned_software" not in scan.gap_kinds(), scan.report["coverage"]
        assert all(run["outcome"] == "ok" for run in scan.report["runs"]), scan.report["runs"]

    return f"alpine {version} has the packages that apk lists", case


def busybox(name, *flags):
    def case():
        scan = lazaret.Scan(lazaret.shared("images", name), "--db", str(lazaret.sample_database()), *flags).expect(3)
        assert scan.report["packages"] == []
        assert scan.report["status"] == "unverified"
        assert "unknown_distribution" in scan.gap_kinds(), scan.report["coverage"]
        assert "unowned_software" in scan.gap_kinds(), scan.report["coverage"]

    return f"{name} {' '.join(flags)} is unverified, and says why", case


RPM_PLACES = {"cbl-mariner-2.0": "var/lib/rpm/rpmdb.sqlite", "sle15-bci": "usr/lib/sysimage/rpm/Packages.db",
              "libuuid-el8": "var/lib/rpm/Packages", "dive": "var/lib/rpm/Packages", "hello-epoch": "var/lib/rpm/Packages",
              "rpm-testsuite": "var/lib/rpm/rpmdb.sqlite", "made/rockylinux-9": "var/lib/rpm/rpmdb.sqlite",
              "made/centos8-modularitylabel": "var/lib/rpm/Packages", "made/ubi8-s390x": "var/lib/rpm/Packages",
              "made/sle15-headers-as-bdb": "var/lib/rpm/Packages"}


def rpm_version(row):
    epoch = row["epoch"] + ":" if row["epoch"] else ""
    return f"{epoch}{row['version']}-{row['release']}"


def rpmdb(folder, place):
    def case():
        source = lazaret.shared("rpmdb", folder)
        expected = [row for row in rows_of(source / "packages.tsv") if row["name"] != "gpg-pubkey"]
        with lazaret.scratch() as root:
            target = pathlib.Path(root, place)
            target.parent.mkdir(parents=True)
            packed = source / (target.name + ".gz")
            target.write_bytes(gzip.decompress(packed.read_bytes()) if packed.exists() else (source / target.name).read_bytes())
            scan = lazaret.Scan(f"dir:{root}").expect(3)
        wanted = sorted((row["name"], rpm_version(row), row["arch"]) for row in expected)
        found = sorted((p["name"], p["version"], p["arch"] or "") for p in scan.report["packages"])
        assert found == wanted, f"{set(found) ^ set(wanted)}"

    return f"rpm database {folder} has the packages that rpm lists", case


def platforms_of_an_index():
    image = lazaret.shared("images", "busybox-1.38.0-musl-amd64-arm64.oci.tar")
    digests = {platform: lazaret.Scan(image, "--platform", platform).expect(3).report["image"]["digest"]
               for platform in ("linux/amd64", "linux/arm64")}
    assert len(set(digests.values())) == 2, digests
    missing = lazaret.Scan(image, "--platform", "linux/s390x").expect(1)
    assert "linux/amd64" in missing.errors and "linux/arm64" in missing.errors, missing.errors


if __name__ == "__main__":
    tap.run([*(alpine(v) for v in ("3.6.5", "3.9.6", "3.10.9", "3.11.13", "3.14.10", "3.18.9", "3.20.3")),
             busybox("busybox-1.38.0-glibc.oci.tar"), busybox("busybox-1.38.0-uclibc.oci.tar"),
             busybox("busybox-1.38.0-musl-amd64-arm64.oci.tar", "--platform", "linux/amd64"),
             busybox("busybox-1.38.0-musl-amd64-arm64.oci.tar", "--platform", "linux/arm64"),
             platforms_of_an_index, *(rpmdb(*pair) for pair in RPM_PLACES.items())])
