# SPDX-License-Identifier: Apache-2.0
"""Equal inputs and --at give equal bytes: twice, from a cold and a warm cache, and without one."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402


def two_runs_are_byte_identical():
    image = lazaret.shared("images", "alpine-3.18.9.oci.tar")
    database = ["--db", str(lazaret.sample_database())]
    with lazaret.scratch() as cache:
        runs = [lazaret.Scan(image, *database), lazaret.Scan(image, *database), lazaret.Scan(image, *database, cache=cache),
                lazaret.Scan(image, *database, cache=cache)]
    assert all(run.output == runs[0].output for run in runs[1:])
    assert len(runs[0].output) > 1000


def times_are_left_out_with_at():
    report = lazaret.Scan(lazaret.shared("images", "alpine-3.18.9.oci.tar")).report
    assert report["created"] == lazaret.AT
    assert report["runs"] and all(run[key] is None for run in report["runs"] for key in ("wall_ms", "cpu_ms", "peak_rss_kib"))


def a_real_report_fits_the_schema():
    python = "/usr/bin/python3"  # the one that Debian's jsonschema belongs to
    if subprocess.run([python, "-c", "import jsonschema"], capture_output=True).returncode != 0:
        raise tap.Skip("python3-jsonschema is not installed")
    with lazaret.scratch() as scratch:
        path = pathlib.Path(scratch, "report.json")
        path.write_bytes(lazaret.Scan(lazaret.shared("images", "alpine-3.9.6.oci.tar"), "--db", str(lazaret.sample_database())).output)
        done = subprocess.run([python, lazaret.ROOT / "tests/unit/report/check_schema.py",
                               lazaret.ROOT / "docs/reference/report.schema.json", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    tap.run([two_runs_are_byte_identical, times_are_left_out_with_at, a_real_report_fits_the_schema])
