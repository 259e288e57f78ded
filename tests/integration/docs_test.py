# SPDX-License-Identifier: Apache-2.0
"""The commands in the tutorials work as written: each `sh` block runs in a copy of the place that its reader stands in."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import tar_of  # noqa: E402

TUTORIALS = lazaret.ROOT / "docs/tutorial"
# What quickstart does has a test of its own (it installs packages and compiles).
LEFT_OUT = {"./quickstart"}


def blocks(tutorial):
    text = (TUTORIALS / tutorial).read_text()
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def stage(directory):
    """The repository's sample advisories and quickstart's image, with a small base instead of Debian's."""
    shutil.copytree(lazaret.ROOT / "core/advisory/sample", directory / "core/advisory/sample")
    base = directory / "base.tar"
    base.write_bytes(tar_of({"etc/os-release": b"ID=debian\nVERSION_ID=12\n",
                             "var/lib/dpkg/status": b"Package: base-files\nStatus: install ok installed\n"
                                                    b"Architecture: amd64\nVersion: 12.4\n\n"}))
    (directory / ".quickstart").mkdir()
    subprocess.run([lazaret.ROOT / "packaging/sample-image", directory / ".quickstart/sample.oci.tar", base], check=True)
    (directory / "bin").mkdir()
    (directory / "bin/lazaret").symlink_to(lazaret.PROGRAM)


def run_blocks(tutorial, scratch):
    """What each block printed, by the block."""
    directory = pathlib.Path(scratch)
    stage(directory)
    home = {"HOME": scratch, "XDG_CACHE_HOME": f"{scratch}/cache", "PATH": f"{scratch}/bin:{os.environ['PATH']}"}
    commands = [block for block in blocks(tutorial) if block not in LEFT_OUT]
    assert len(commands) >= 5, "the tutorial has lost its commands"
    printed = {}
    for block in commands:
        done = subprocess.run(["sh", "-ec", block], cwd=directory, env={**os.environ, **home}, capture_output=True, text=True)
        assert done.returncode == 0, f"{block}\nexit {done.returncode}: {done.stdout}{done.stderr}"
        printed[block] = done.stdout
    return printed


def the_first_scan_works():
    with lazaret.scratch() as scratch:
        printed = run_blocks("first-scan.md", scratch)
        gate = next(text for block, text in printed.items() if "--fail-on" in block)
        assert "exit 2" in gate, gate
        report = pathlib.Path(scratch, "report.json").read_text()
        for id in ("CVE-2021-44228", "CVE-2018-18074", "CVE-2020-8203"):
            assert id in report, f"{id} is not in the report"


def the_first_suppression_works():
    with lazaret.scratch() as scratch:
        printed = run_blocks("first-suppression.md", scratch)
        differences = next(text for block, text in printed.items() if "rules diff" in block)
        assert re.search(r"newly-suppressed\s+1\b", differences), differences
        explained = next(text for block, text in printed.items() if "rules explain" in block)
        assert "suppressed by SHOP-0001" in explained and "shop.rules.yaml:3" in explained, explained
        findings = json.loads(pathlib.Path(scratch, "after.json").read_text())["findings"]
        assert [f["id"] for f in findings if f["status"] == "suppressed"] == ["CVE-2018-18074"], findings


if __name__ == "__main__":
    tap.run([the_first_scan_works, the_first_suppression_works])
