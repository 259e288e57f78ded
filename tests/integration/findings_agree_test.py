# SPDX-License-Identifier: Apache-2.0
"""The findings of whole scans equal those of the reference evaluator, which reads the same zips and an inventory that
comes from elsewhere: the tables beside the Alpine images, and dpkg-query."""
import csv
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
import debian_roots_test as debian  # noqa: E402
import lazaret  # noqa: E402
import tap  # noqa: E402

SCRATCH = lazaret.scratch()


def reference():
    try:
        import reference_matcher
    except ImportError as missing:
        raise tap.Skip(f"no Python module {missing.name}") from missing
    return reference_matcher


def generation():
    path = pathlib.Path(SCRATCH.name, "all.lzdb")
    return path if path.exists() else lazaret.build_database(lazaret.shared("osv"), path)


def found_by_scan(image):
    report = lazaret.Scan(image, "--db", str(generation())).expect(0, 3).report
    gaps = [gap for gap in report["coverage"]["gaps"] if gap["kind"] != "unowned_software"]
    # The feeds that are kept end more than 90 days before AT, and that must be told.
    family = report["image"]["os"]["id"].capitalize()
    assert [(gap["kind"], gap["subject"]) for gap in gaps] == [("stale_feed", family)], gaps
    name_of = {package["purl"]: f"{package['type']}/{package['name']}@{package['version']}" for package in report["packages"]}
    lines = [json.dumps({"id": finding["id"], "package": name_of[finding["package"]], "advisories": sorted(finding["advisories"]),
                         "fixed": finding["fixed_version"] or ""}, sort_keys=True)
             for finding in report["findings"] if finding["kind"] == "vulnerability"]
    return report["image"]["os"], sorted(lines)


def agree(image, os_release, packages, at_least):
    wanted = reference().findings(str(lazaret.shared("osv")), os_release, packages)
    found_os, found = found_by_scan(image)
    print(f"# {image}: {len(packages)} packages, {len(found)} findings, {len(wanted)} of the reference", flush=True)
    assert (found_os["id"], found_os["version_id"]) == os_release, found_os
    assert found == wanted, f"{sorted(set(found) ^ set(wanted))[:5]}"
    assert len(found) >= at_least, f"at least {at_least} findings were expected"


def alpine(version, at_least):
    def case():
        image = lazaret.shared("images", f"alpine-{version}.oci.tar")
        with lazaret.shared("images", f"alpine-{version}.packages.tsv").open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        agree(image, ("alpine", version), [("apk", r["name"], r["version"], r["origin"], r["version"], "") for r in rows], at_least)
    return f"alpine {version}", case


def debian_root(suite, release, at_least):
    def case():
        lazaret.shared("osv")
        tar = debian.root_tar(suite)
        root = pathlib.Path(SCRATCH.name, suite)
        root.mkdir()
        subprocess.run(["tar", "-xf", tar, "-C", root, "--exclude=./dev/*"], check=True)
        packages = [("deb", name, version, source, source_version, "")
                    for name, version, _, source, source_version in debian.dpkg_rows(root)]
        agree(f"dir:{root}", ("debian", release), packages, at_least)
    return f"debian {suite}", case


if __name__ == "__main__":
    tap.run([*(alpine(*version) for version in [("3.6.5", 0), ("3.9.6", 10), ("3.10.9", 1), ("3.11.13", 1), ("3.14.10", 0),
                                                ("3.18.9", 1), ("3.20.3", 1)]), debian_root("bookworm", "12", 20), debian_root("trixie", "13", 20)])
