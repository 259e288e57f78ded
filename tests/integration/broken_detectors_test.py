# SPDX-License-Identifier: Apache-2.0
"""Detectors that abort, spin, or take memory without end cost only their own part: the rest of the report is whole."""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image  # noqa: E402

FILES = {"etc/os-release": b"ID=alpine\nVERSION_ID=3.20.3\n", "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n"}


def broken(name, outcome):
    def case():
        with lazaret.scratch() as scratch:
            image = Image().layers(FILES).write_layout(pathlib.Path(scratch, "image"))
            good = lazaret.Scan(f"oci:{image}").expect(3).report
            plugins = pathlib.Path(scratch, "plugins")
            plugins.mkdir()
            shutil.copy(lazaret.BUILD / f"tests/hostile/{name}.so", plugins)
            scan = lazaret.Scan(f"oci:{image}", "--plugins", str(plugins)).expect(3)
        assert scan.report["packages"] == good["packages"] and len(good["packages"]) == 1
        assert scan.report["status"] == "unverified"
        runs = {run["plugin"]: run["outcome"] for run in scan.report["runs"]}
        assert runs[name] == outcome, scan.report["runs"]
        assert all(result == "ok" for plugin, result in runs.items() if plugin != name), runs
        gaps = [gap for gap in scan.report["coverage"]["gaps"] if gap["kind"] == "detector_incomplete"]
        assert [gap["subject"] for gap in gaps] == [name], gaps

    return f"a detector that will {name} is {outcome}, and the rest is whole", case


def violating():
    with lazaret.scratch() as scratch:
        image = Image().layers(FILES).write_layout(pathlib.Path(scratch, "image"))
        plugins = pathlib.Path(scratch, "plugins")
        plugins.mkdir()
        shutil.copy(lazaret.BUILD / "tests/hostile/tcp_connect.so", plugins)
        report = lazaret.Scan(f"oci:{image}", "--plugins", str(plugins)).expect(3).report
    run = next(run for run in report["runs"] if run["plugin"] == "tcp_connect")
    violation = run["receipt"]["violation"]
    assert run["outcome"] == "violation" and violation["call"] == "socket", run
    assert violation["arguments"] == "AF_INET, SOCK_STREAM, 0" and violation["phase"] == "scan", violation
    assert violation["advice"] in run["detail"] and violation["from"] in run["detail"], run["detail"]
    for run in report["runs"]:
        receipt = run["receipt"]
        assert receipt["kernel"]["seccomp"] == 2 and receipt["kernel"]["no_new_privileges"], receipt
        assert receipt["policy"] == ("unpack" if run["stage"] == "unpack" else "detect"), receipt
        assert receipt["limits"]["memory_bytes"] > 0 and receipt["limits"]["memory_by"], receipt


if __name__ == "__main__":
    tap.run([("every run has its receipt, and a violation says which call, from where, and what to do", violating),
             broken("abort", "crashed"), broken("spin", "timeout"), broken("allocate", "out_of_memory")])
