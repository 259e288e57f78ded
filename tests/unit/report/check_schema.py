# SPDX-License-Identifier: Apache-2.0
# check_schema.py SCHEMA REPORT: prints where the report departs from the schema; exit 1 if it does.
import json
import sys

import jsonschema

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
jsonschema.Draft202012Validator.check_schema(schema)
problems = list(jsonschema.Draft202012Validator(schema).iter_errors(report))
for problem in problems:
    print("/".join(str(part) for part in problem.absolute_path) or "(top)", problem.message)
sys.exit(1 if problems else 0)
