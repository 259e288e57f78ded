# SPDX-License-Identifier: Apache-2.0
"""Runs test functions and prints TAP, so that meson counts each case. Used by every Python test here."""
import sys
import traceback


class Skip(Exception):
    """Raised by a case that cannot run here; the text says why, and is shown."""


def run(cases) -> None:
    """`cases`: (name, function) pairs, or functions, whose names are then sentences."""
    cases = [case if isinstance(case, tuple) else (case.__name__.replace("_", " "), case) for case in cases]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(cases, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception:  # noqa: BLE001: whatever it is, the case failed
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    sys.exit(1 if failed else 0)
