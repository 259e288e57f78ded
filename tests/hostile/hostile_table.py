# SPDX-License-Identifier: Apache-2.0
"""Joins the results of the modes (argv[1]/<mode>.tsv) into one table, case by mode, and fails where a number of the
checklist was held in no mode, or a mode held nothing. Runs after the modes; without their results it is skipped."""
import pathlib
import sys

MODES = ("root", "unprivileged", "degraded")
NUMBERS = range(1, 101)


def read(path):
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text().splitlines())
    return {(int(number), name): (result, reason) for number, name, result, reason in rows}


def main():
    results = {mode: read(pathlib.Path(sys.argv[1], mode + ".tsv")) for mode in MODES}
    if not any(results.values()):
        print("no mode has left results")
        sys.exit(77)
    cases = sorted({case for mode in results.values() for case in mode})
    print(f"{'':>4} {'case':32}" + "".join(f"{mode:14}" for mode in MODES) + "expected")
    for case in cases:
        found = [results[mode].get(case, ("-", "")) for mode in MODES]
        words = {reason for result, reason in found if result != "-" and reason}
        print(f"{case[0] or '':>4} {case[1]:32}" + "".join(f"{result:14}" for result, _ in found) + "; ".join(sorted(words)))
    problems = []
    for mode in MODES:
        held = sum(result == "held" for result, _ in results[mode].values())
        skipped = sum(result == "skipped" for result, _ in results[mode].values())
        print(f"{mode}: {held} held, {skipped} skipped, {len(results[mode]) - held - skipped} failed")
        if results[mode] and held == 0:
            problems.append(f"mode {mode} held nothing")
    held = {case[0] for mode in results.values() for case, (result, _) in mode.items() if result == "held"}
    missing = [number for number in NUMBERS if number not in held]
    if missing:
        problems.append("numbers of the checklist that no case held: " + ", ".join(map(str, missing)))
    print(f"{len(NUMBERS) - len(missing)} of {len(NUMBERS)} numbers of the checklist were held in some mode")
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


main()
