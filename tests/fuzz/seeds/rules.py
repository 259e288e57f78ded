#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes seeds for rules_fuzz to the directory argv[1]: each key of the language once, and what the loader refuses."""
import os
import sys

HEAD = "lazaret: rules/v1\n"
SUPPRESS = "active: {until: 2027-01-31}, suppress: {status: accepted_risk, reason: r, owner: o}"


def rule(match, rest="tag: [a]", name="R-1"):
    return f"  - {{id: {name}, match: {match}, {rest}}}\n"


SEEDS = {
    "empty": "rules: []\n",
    "header": "layer: repository\nscope: {image.repository: \"lab/**\"}\ndefaults: {owner: o, priority: 3}\nrules: []\n",
    "list": "lists: {l: [a, b]}\nrules:\n" + rule("{package.name: {list: l}}"),
    "macro": "macros: {m: {not: {vuln.kev: true}}}\nrules:\n" + rule("{macro: m, any: [{macro: m}, {vuln.epss: {gt: 0.1}}]}"),
    "operators": "rules:\n" + rule("{package.name: {prefix: z, suffix: g, contains: lib, ci: true, exists: true}}")
    + rule("{package.name: {regex: \"z(lib)?.*\", search: true}}", name="R-2")
    + rule("{package.version: {range: \"<1:1.3 || >=2.0\"}, finding.path: \"/var/**\"}", name="R-3")
    + rule("{vuln.id: {eq: CVE-2023-45853, exact: true}, package.purl: \"pkg:deb/debian/zlib1g\"}", name="R-4")
    + rule("{image.tag: {all: {glob: \"v*\"}}, image.age: {lt: 2d}, finding.published: {older_than: 7d}}", name="R-5"),
    "suppress": "rules:\n" + rule("{vuln.id: [CVE-2023-45853, CVE-1]}", SUPPRESS)
    + rule("{finding.severity: {gte: high}}", "protect: {reason: r, except: [R-1]}", "R-2"),
    "permanent": "rules:\n" + rule("{always: true}", "suppress: {status: not_affected, justification: component_not_present,"
                                   " reason: r, owner: o, permanent: true, approved_by: p}"),
    "reclassify": "rules:\n" + rule("{fix.state: fixed}", "reclassify: {shift: -1, reason: r, final: true}")
    + rule("{fix.state: fixed}", "reclassify: {from: nvd, reason: r}", "R-2"),
    "deliver": "rules:\n" + rule("{effective.severity: high, effective.tags: a}",
                                 "route: {to: [x], dedupe_by: [vuln.id]}, gate: {name: g, result: fail, message: m}"),
    "gates": "gates:\n  - {id: G-1, name: g, fail_if: {count: {effective.severity: {gte: high}}, gt: 0}}\n",
    "anchors": "rules: &a [*a]\n",
    "cycle": "macros: {a: {macro: b}, b: {macro: a}}\n",
    "deep": "rules: " + "[" * 40 + "]" * 40 + "\n",
    "pattern": "rules:\n" + rule("{package.name: {regex: \"((a{100}){100}){10}\"}}"),
}

for seed, text in SEEDS.items():
    with open(os.path.join(sys.argv[1], seed), "w", encoding="utf-8") as file:
        file.write(HEAD + text)
