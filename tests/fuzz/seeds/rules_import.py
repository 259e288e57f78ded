# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of rules_import_fuzz into the directory argv[1]: each document kept for the golden tests behind the
byte of its format, and what once broke."""
import pathlib
import sys

# The order of the table in rules/exchange/import.cc.
FORMATS = ["trivyignore", "trivyignore-yaml", "grype", "osv-scanner", "openvex", "csaf", "cyclonedx", "azure-json"]
INPUTS = pathlib.Path(__file__).resolve().parents[2] / "golden" / "rules" / "import"


def seeds():
    for number, name in enumerate(FORMATS):
        yield name, bytes([number]) + (INPUTS / f"{name}.in").read_bytes()
    # Found by fuzzing: the loader takes a plain star for a glob that somebody forgot to call one.
    yield "star-in-id", b"\0CVE-2022-37*\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds():
        (folder / name).write_bytes(data)


main()
