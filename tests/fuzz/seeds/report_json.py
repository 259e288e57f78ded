#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for report_json_fuzz to the directory argv[1]: the kept reports, and small ones that are wrong in one place."""
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
out = pathlib.Path(sys.argv[1])
for report in (ROOT / "tests/golden/report").glob("*.json"):
    shutil.copy(report, out / report.name)
for name, findings in [("empty", "[]"), ("path", '[{"severity":"low","location":{"path":"a\\\\x0a\\\\\\\\","layer":null}}]'),
                       ("kind", '[{"severity":"low","kind":7}]'), ("number", '[{"severity":"low","epss":1e308}]')]:
    (out / name).write_text('{"schema":"lazaret.report/v1","image":{},"findings":' + findings + "}")
