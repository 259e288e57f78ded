#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The matcher and the reference evaluator agree, on real inventories and on the advisories' own boundary versions.

usage: advisory_agreement_test.py MATCH_TOOL LAZARET   (LAZARET_SHARED names the directory with osv/, images/, rpmdb/)
"""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import tap  # noqa: E402

SHARED = os.environ.get("LAZARET_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
OSV = os.path.join(SHARED, "osv")
MATCH_TOOL, LAZARET = sys.argv[1:3]
WORK = tempfile.TemporaryDirectory()
MAX_PER_LANGUAGE = 1200


def generation():
    if not os.path.isdir(OSV):
        raise tap.Skip(f"no advisories in {OSV}")
    path = os.path.join(WORK.name, "generation")
    if not os.path.exists(path):
        subprocess.run([LAZARET, "db", "build", "--osv", OSV, "--out", path, "--at", "2026-01-01T00:00:00Z"], check=True,
                       stdout=subprocess.DEVNULL)
    return path


def reference():
    try:
        import reference_matcher
    except ImportError as missing:
        raise tap.Skip(f"no Python module {missing.name}") from missing
    return reference_matcher


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def rpm_package(row):
    version = f"{row['epoch']}:" if row["epoch"] else ""
    version += f"{row['version']}-{row['release']}"
    source = row["sourcerpm"].removesuffix(".src.rpm").rsplit("-", 2)
    name, source_version = (source[0], "-".join(source[1:])) if len(source) == 3 else ("", "")
    return ["package", "rpm", row["name"], version, name, source_version, row["modularitylabel"]]


def compare(os_release, packages, at_least):
    path = os.path.join(WORK.name, "inventory.tsv")
    with open(path, "w", encoding="utf-8") as out:
        for line in [["os", *os_release], *packages]:
            out.write("\t".join(line) + "\n")
    tool = json.loads(subprocess.run([MATCH_TOOL, generation(), path], check=True, capture_output=True).stdout)
    ours = sorted(json.dumps({k: f[k] for k in ("id", "package", "advisories", "fixed")}, sort_keys=True) for f in tool["findings"])
    theirs = reference().findings(OSV, *reference().read_inventory(path))
    only_ours, only_theirs = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    print(f"# {os_release}: {len(packages)} packages, {len(ours)} findings, {len(only_ours)} only of the matcher, "
          f"{len(only_theirs)} only of the reference", flush=True)
    assert not only_ours and not only_theirs, "\n".join(only_ours[:5] + ["-- reference:"] + only_theirs[:5])
    assert len(ours) >= at_least, f"{len(ours)} findings; at least {at_least} were expected"


def alpine_images_agree():
    for path in sorted(glob.glob(os.path.join(SHARED, "images", "alpine-*.packages.tsv"))):
        version = os.path.basename(path).removeprefix("alpine-").removesuffix(".packages.tsv")
        compare(("alpine", version), [["package", "apk", r["name"], r["version"], r["origin"], r["version"]] for r in rows(path)], 0)


def rpm_databases_agree():
    for folder, os_release, at_least in [("cbl-mariner-2.0", ("mariner", "2.0"), 10), ("sle15-bci", ("sles", "15.3"), 10),
                                         ("made/rockylinux-9", ("rocky", "9.3"), 1), ("made/rockylinux-9", ("almalinux", "9.3"), 10),
                                         ("made/ubi8-s390x", ("rhel", "8.6"), 10), ("made/centos8-modularitylabel", ("rhel", "8.1"), 10),
                                         ("made/centos8-modularitylabel", ("rocky", "8.1"), 5),
                                         ("made/centos8-modularitylabel", ("almalinux", "8.1"), 10)]:
        compare(os_release, [rpm_package(r) for r in rows(os.path.join(SHARED, "rpmdb", folder, "packages.tsv"))], at_least)


def this_machine_agrees():
    listing = subprocess.run(["dpkg-query", "-W", "-f", r"${Package}\t${Version}\t${source:Package}\t${source:Version}\n"],
                             capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        raise tap.Skip("no dpkg-query")
    packages = [["package", "deb", *line.split("\t")] for line in listing.stdout.splitlines()]
    for os_release in [("debian", "11"), ("debian", "12"), ("debian", "13"), ("ubuntu", "22.04")]:
        compare(os_release, packages, 1)


def just_below(version):
    """The version with its last number one less: "1.2.3-r4" gives "1.2.3-r3"."""
    number = list(re.finditer("[0-9]+", version))[-1:]
    if not number or int(number[0].group()) == 0:
        return version
    return version[:number[0].start()] + str(int(number[0].group()) - 1) + version[number[0].end():]


def boundary_versions(folder, ecosystem):
    """(name, version) of every boundary that the advisories of an ecosystem name, and a version just below each."""
    found = set()
    with zipfile.ZipFile(os.path.join(OSV, folder, "all.zip")) as archive:
        for name in sorted(archive.namelist()):
            for affected in json.loads(archive.read(name)).get("affected", []):
                if affected["package"]["ecosystem"] != ecosystem:
                    continue
                versions = {v for r in affected.get("ranges", []) if r["type"] != "GIT" for e in r["events"] for v in e.values()}
                versions |= set((affected.get("versions") or [])[:3])
                found |= {(affected["package"]["name"], each) for v in versions for each in (v, just_below(v))}
    ordered = sorted(found)
    step = max(1, -(-len(ordered) // MAX_PER_LANGUAGE))
    print(f"# {ecosystem}: every {step}. of {len(ordered)} versions at a boundary", flush=True)
    return ordered[::step]


def boundaries(package_type, folder, ecosystem=None, os_release=("", ""), at_least=1000):
    def case():
        generation()
        # A package of a distribution is here its own source: feeds name either.
        compare(os_release, [["package", package_type, name, version, *((name, version) if os_release[0] else ())]
                             for name, version in boundary_versions(folder, ecosystem or folder)], at_least)
    return (f"boundary versions of {ecosystem or folder} agree", case)


def forgetting(case):
    """The reference keeps every zip that it has read; the next case needs others."""
    name, function = case if isinstance(case, tuple) else (case.__name__.replace("_", " "), case)

    def run():
        function()
        reference().index_of.cache_clear()
    return name, run


if __name__ == "__main__":
    tap.run([forgetting(case) for case in (
        alpine_images_agree, rpm_databases_agree, this_machine_agrees, boundaries("npm", "npm"), boundaries("pypi", "PyPI"),
        boundaries("maven", "Maven"), boundaries("golang", "Go"), boundaries("cargo", "crates.io"),
        boundaries("deb", "Debian", "Debian:12", ("debian", "12"), 300), boundaries("deb", "Ubuntu", "Ubuntu:24.04:LTS", ("ubuntu", "24.04"), 300),
        boundaries("apk", "Alpine", "Alpine:v3.18", ("alpine", "3.18.9"), 300), boundaries("apk", "Wolfi", "Wolfi", ("wolfi", "20230201"), 300),
        boundaries("rpm", "AlmaLinux", "AlmaLinux:9", ("almalinux", "9.3"), 300), boundaries("rpm", "Rocky Linux", "Rocky Linux:8", ("rocky", "8.9"), 300),
        boundaries("rpm", "Red Hat", "Red Hat:enterprise_linux:8::appstream", ("rhel", "8.6"), 300),
        boundaries("rpm", "SUSE", "SUSE:Linux Enterprise Module for Basesystem 15 SP3", ("sles", "15.3"), 300),
        boundaries("rpm", "openSUSE", "openSUSE:Leap 15.5", ("opensuse-leap", "15.5"), 300),
        boundaries("rpm", "Azure Linux", "Azure Linux:3", ("azurelinux", "3.0"), 300))])
