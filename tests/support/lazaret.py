# SPDX-License-Identifier: Apache-2.0
"""Running the built program from Python tests: where it is, how to scan, what a report holds."""
import json
import os
import pathlib
import subprocess
import tempfile
import time

import tap

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("LAZARET_BUILD", ROOT / "build"))
PROGRAM = BUILD / "core/cli/lazaret"
AT = "2026-11-01T00:00:00Z"


def shared(*parts: str) -> pathlib.Path:
    """A file of the real data that is kept outside the repository; the case is skipped where that is absent."""
    path = pathlib.Path(os.environ.get("LAZARET_SHARED", ROOT.parent / "shared")).joinpath(*parts)
    if not path.exists():
        raise tap.Skip(f"no {'/'.join(parts)}: LAZARET_SHARED names no directory that has it")
    return path


class Scan:
    """One run of `lazaret scan` with JSON output, without a cache unless one is named."""

    def __init__(self, reference, *flags, cache=None, timeout=120, environment=None):
        keep = ["--cache-dir", str(cache)] if cache else ["--no-cache"]
        command = [str(PROGRAM), "scan", "-o", "json", "--at", AT, *keep, *flags, str(reference)]
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, timeout=timeout, env={**os.environ, **(environment or {})})
        self.seconds = time.monotonic() - started
        self.code = done.returncode
        self.errors = done.stderr.decode(errors="replace")
        self.output = done.stdout
        self.report = json.loads(done.stdout) if done.stdout else None

    def expect(self, *codes):
        assert self.code in codes, f"exit {self.code}, not {codes}: {self.errors}"
        return self

    def gap_kinds(self):
        return {gap["kind"] for gap in self.report["coverage"]["gaps"]}

    def package_rows(self, *keys):
        return sorted(tuple(package[key] for key in keys) for package in self.report["packages"])


def scratch() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="lazaret-test-")


def build_database(directory, out, *flags) -> pathlib.Path:
    command = [str(PROGRAM), "db", "build", "--osv", str(directory), "--out", str(out), "--at", AT, *flags]
    subprocess.run(command, check=True, capture_output=True)
    return out


_sample = None


def sample_database() -> pathlib.Path:
    """A generation of the sample advisories that is not marked as a sample; made once a test program."""
    global _sample
    if _sample is None:
        _sample = tempfile.TemporaryDirectory(prefix="lazaret-test-")
        build_database(ROOT / "core/advisory/sample", pathlib.Path(_sample.name) / "sample.lzdb")
    return pathlib.Path(_sample.name) / "sample.lzdb"
