# SPDX-License-Identifier: Apache-2.0
"""`lazaret rules …`: every broken file gives its code, line and column; cases, explanations, differences, formatting."""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402

AT = "2026-11-01"
GOLDEN = lazaret.ROOT / "tests/golden/rules/lint"

RULES = """lazaret: rules/v1
macros: {no_fix: {fix.state: [none, wont_fix]}}
rules:
  - id: ORG-KEV-PROTECT
    match: {vuln.kev: true}
    protect: {reason: known to be exploited}
  - id: ORG-UNFIXED-LOW
    match:
      macro: no_fix
      finding.severity: {lt: medium}
    active: {until: 2026-12-31}
    suppress: {status: accepted_risk, reason: "low, no fix", owner: secops}
  - id: ORG-LAB-DOWN
    match: {image.repository: "lab/**"}
    reclassify: {shift: -1, reason: laboratory}
    tag: lab
  - id: ORG-GATE
    match: {finding.severity: critical, fix.state: fixed}
    gate: {name: deploy, result: fail, message: a fix is there}
"""

CASES = """lazaret: rules-test/v1
defaults:
  at: 2026-11-01
  finding: {finding.kind: vulnerability, vuln.id: CVE-2026-0001, vuln.kev: false, fix.state: none}
  image: {image.repository: app}
cases:
  - name: a low one without a fix is accepted
    finding: {finding.severity: low}
    expect: {status: suppressed, suppressed_by: ORG-UNFIXED-LOW, severity: low, gates: {}}
  - name: the laboratory is lowered
    image: {image.repository: lab/a}
    finding: {finding.severity: high}
    expect: {severity: medium, tags: [lab], status: open}
  - name: an exploited one stays
    finding: {finding.severity: low, vuln.kev: true}
    expect: {status: open, blocked_by: [ORG-KEV-PROTECT], suppressed_by: null}
  - name: what is not known hides nothing
    finding: {finding.severity: low, fix.state: null}
    expect: {status: open, unknown: fix.state}
table:
  columns: [name, finding.severity, fix.state, expect.gates, expect.status]
  rows:
    - [a critical one with a fix fails, critical, fixed, {deploy: fail}, open]
    - [without a fix it passes, critical, none, {deploy: pass}, open]
    - [high passes, high, fixed, {deploy: pass}, open]
    - [medium is no low, medium, none, {}, open]
"""


def rules(*arguments, directory=None):
    return subprocess.run([str(lazaret.PROGRAM), "rules", *map(str, arguments)], cwd=directory, capture_output=True, text=True, timeout=120)


def expect(code, done):
    assert done.returncode == code, f"exit {done.returncode}, not {code}:\n{done.stdout}\n{done.stderr}"
    return done


def place(directory, **files):
    for name, text in files.items():
        (pathlib.Path(directory) / name.replace("_rules", ".rules.yaml").replace("_test", ".test.yaml")).write_text(text)
    return pathlib.Path(directory)


def finding(id, severity, **more):
    return {"id": id, "kind": "vulnerability", "severity": severity, "package": "pkg:deb/debian/zlib1g@1.2", "installed_version": "1.2",
            "fix_state": "none", "kev": False, "aliases": [], "severities": [], "cvss": [], "location": None,
            "fingerprint": (id.encode().hex() + "0" * 32)[:32], "status": "open", **more}


def report(directory, findings, reference="docker://registry.example/app:1", name="report.json"):
    path = pathlib.Path(directory) / name
    path.write_text(json.dumps({
        "schema": "lazaret.report/v1", "created": "2026-11-01T00:00:00Z", "status": "unhealthy",
        "image": {"reference": reference, "digest": "sha256:" + "0" * 64, "os": None, "layers": []},
        "packages": [{"name": "zlib1g", "version": "1.2", "type": "deb", "purl": "pkg:deb/debian/zlib1g@1.2", "locations": []}],
        "database": {"generation": "sha256:1", "built": "2026-11-01T00:00:00Z",
                     "feeds": [{"name": "KEV", "modified": "2026-11-01T00:00:00Z", "records": 1}]},
        "findings": findings}))
    return path


# --- lint

def each_broken_file_gives_its_code_line_and_column():
    directories = sorted(GOLDEN.iterdir())
    assert len(directories) >= 30, len(directories)
    wrong = []
    for directory in directories:
        files = sorted(path.name for path in directory.glob("*.rules.yaml"))
        done = expect(1, rules("lint", "--at", AT, *files, directory=directory))
        places = [re.sub(r"^(\S+ LZR\d+:).*", r"\1", line) for line in done.stdout.splitlines()]
        if places != (directory / "expected.txt").read_text().splitlines():
            wrong.append(f"{directory.name}: {done.stdout}")
    assert not wrong, "\n".join(wrong)


def a_good_file_has_nothing_to_say():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES.replace("lt: medium}", "lt: medium}\n      package.type: deb"))
        done = expect(0, rules("lint", "--at", AT, scratch))
        assert done.stdout == "", done.stdout


def json_and_sarif_say_the_same_as_text():
    directory = GOLDEN / "08-misspelt-key"
    found = json.loads(expect(1, rules("lint", "--format", "json", directory)).stdout)["problems"]
    assert [(p["code"], p["line"], p["column"], p["nearest"]) for p in found] == [("LZR106", 3, 5, None), ("LZR104", 4, 5, "match")], found
    run = json.loads(expect(1, rules("lint", "--format", "sarif", directory)).stdout)["runs"][0]
    assert [r["ruleId"] for r in run["results"]] == ["LZR106", "LZR104"], run["results"]
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 5}
    assert {"LZR106", "LZR104"} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def a_code_can_be_ignored_but_not_an_error():
    expect(0, rules("lint", "--at", AT, "--ignore", "LZR213", GOLDEN / "32-no-scope"))
    expect(64, rules("lint", "--ignore", "LZR104", GOLDEN / "08-misspelt-key"))


def a_suppression_of_a_fifth_of_the_findings_is_too_broad():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES.replace("lt: medium}", "lt: medium}\n      package.type: deb"))
        broad = report(scratch, [finding(f"CVE-2026-{i:04}", "low" if i < 3 else "high") for i in range(10)])
        assert "LZR218" in expect(1, rules("lint", "--at", AT, "--report", broad, scratch)).stdout
        narrow = report(scratch, [finding(f"CVE-2026-{i:04}", "low" if i < 2 else "high") for i in range(10)])
        expect(0, rules("lint", "--at", AT, "--report", narrow, scratch))


def control_bytes_of_a_file_do_not_reach_the_terminal():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules='lazaret: rules/v1\nrules:\n  - id: AAA\n    match: {"\\e[31mred": x}\n    tag: x\n')
        for form in ("text", "json", "sarif"):
            done = expect(1, rules("lint", "--format", form, scratch))
            assert "red" in done.stdout and "\x1b" not in done.stdout + done.stderr, done


def no_rule_file_is_an_error():
    with lazaret.scratch() as scratch:
        expect(1, rules("lint", scratch))
        expect(64, rules("lint"))
        assert "lint" in expect(64, rules("lintt")).stderr


# --- test

def cases_pass_with_full_coverage_and_no_survivor():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES, a_test=CASES)
        done = expect(0, rules("test", "--coverage", "--mutate", scratch))
        assert "8 cases: 8 passed" in done.stdout and "coverage: 100.0" in done.stdout and " 0 noticed by no case" in done.stdout, done.stdout


def each_expectation_can_fail():
    for key, right, wrong in [("status", "status: suppressed", "status: open"), ("severity", "severity: low, gates", "severity: high, gates"),
                              ("suppressed_by", "suppressed_by: ORG-UNFIXED-LOW", "suppressed_by: ORG-LAB-DOWN"),
                              ("tags", "tags: [lab]", "tags: [lab, x]"), ("blocked_by", "blocked_by: [ORG-KEV-PROTECT]", "blocked_by: []"),
                              ("unknown", "unknown: fix.state", "unknown: [vuln.kev]"), ("gates", "{deploy: fail}", "{deploy: warn}"),
                              ("routes", "tags: [lab]", "routes: [mail]")]:
        with lazaret.scratch() as scratch:
            assert right in CASES, right
            place(scratch, a_rules=RULES, a_test=CASES.replace(right, wrong, 1))
            done = expect(1, rules("test", scratch))
            line = CASES[:CASES.index(right)].count("\n") + 1
            assert re.search(rf"a\.test\.yaml:{line}:\d+: LZR301: .*{key} is ", done.stdout), (key, done.stdout)
            assert "7 passed, 1 failed" in done.stdout, done.stdout


def a_missing_case_lowers_coverage():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES, a_test=CASES.replace("lab/a", "app/a").replace("severity: medium, tags: [lab], ", ""))
        done = expect(1, rules("test", "--coverage", scratch))
        assert re.search(r"a\.rules\.yaml:13:5: LZR302: .*ORG-LAB-DOWN", done.stdout) and "coverage: 75.0" in done.stdout, done.stdout
        expect(0, rules("test", "--coverage-at-least", "75", scratch))


def a_condition_that_no_case_is_about_survives():
    with lazaret.scratch() as scratch:
        row = "    - [without a fix it passes, critical, none, {deploy: pass}, open]\n"
        lenient = CASES.replace(row, "").replace("{deploy: fail}, open", ", open").replace("{deploy: pass}", "").replace(", gates: {}", "").replace("none, {}", "none, ")
        place(scratch, a_rules=RULES, a_test=lenient)
        done = expect(1, rules("test", "--mutate", scratch))
        assert re.search(r"a\.rules\.yaml:18:41: LZR304: .*ORG-GATE", done.stdout), done.stdout


def wrong_cases_are_refused_with_their_place():
    for text, place_of, message in [(CASES.replace("vuln.kev: true}", "vuln.kevv: true}"), "15:", 'did you mean "vuln.kev"'),
                                    (CASES.replace("suppressed_by: ORG-UNFIXED-LOW", "suppressed_by: ORG-UNFIXED-LO"), "9:", 'did you mean "ORG-UNFIXED-LOW"'),
                                    (CASES.replace("rules-test/v1", "rules/v1"), "1:1:", "begins with lazaret: rules-test/v1"),
                                    (CASES.replace("finding: {finding.severity: low}", "finding: {image.os: debian}"), "8:", "stands under image"),
                                    (CASES.replace("expect: {severity: medium, tags: [lab], status: open}", "expect: {}"), "13:", "proves nothing"),
                                    (CASES.replace("finding.severity: high}", "finding.severity: hihg}"), "12:", "a severity"),
                                    (CASES.replace("    - [high passes, high, fixed, {deploy: pass}, open]", "    - [high passes]"), "25:", "one a column")]:
        with lazaret.scratch() as scratch:
            assert text != CASES
            place(scratch, a_rules=RULES, a_test=text)
            done = expect(1, rules("test", scratch))
            assert f"a.test.yaml:{place_of}" in done.stderr and message in done.stderr and "passed" not in done.stdout, (message, done.stderr)


def nothing_to_run_is_a_failure():
    with lazaret.scratch() as scratch:
        expect(1, rules("test", place(scratch, a_rules=RULES)))
    with lazaret.scratch() as scratch:
        expect(1, rules("test", place(scratch, a_test=CASES)))


# --- explain

def explain_names_every_rule_that_spoke():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES)
        path = report(scratch, [finding("CVE-2026-0001", "low"), finding("CVE-2026-0002", "low", kev=True)])
        done = expect(0, rules("explain", "--rules", scratch, "--report", path, "--finding", "CVE-2026-0001", "--at", AT))
        assert "suppressed by ORG-UNFIXED-LOW" in done.stdout and "a.rules.yaml:7  applied" in done.stdout, done.stdout
        done = expect(0, rules("explain", "--rules", scratch, "--report", path, "--finding", finding("CVE-2026-0002", "low")["fingerprint"], "--at", AT))
        assert "status    open" in done.stdout and "blocked_by:ORG-KEV-PROTECT" in done.stdout, done.stdout
        done = expect(0, rules("explain", "--rules", scratch, "--report", path, "--finding", "CVE-2026-0001", "--at", "2027-01-01"))
        assert "status    open" in done.stdout and "a.rules.yaml:7  expired" in done.stdout, done.stdout


def why_not_names_the_first_failing_condition():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES)
        path = report(scratch, [finding("CVE-2026-0001", "high"), finding("CVE-2026-0002", "low", fix_state="fixed"), finding("CVE-2026-0003", "unknown")])
        for id, truth, where, actual in [("CVE-2026-0001", "false", "a.rules.yaml:10:7  finding.severity lt medium: false", "high"),
                                         ("CVE-2026-0002", "false", 'a.rules.yaml:2:19  fix.state in ["none", "wont_fix"]: false', '"fixed"'),
                                         ("CVE-2026-0003", "unknown", "a.rules.yaml:10:7  finding.severity lt medium: unknown", "unknown")]:
            done = expect(0, rules("explain", "--rules", scratch, "--report", path, "--finding", id, "--rule", "ORG-UNFIXED-LOW", "--why-not", "--at", AT))
            assert f"is {truth} about it" in done.stdout and where in done.stdout and f"the actual value is {actual}\n" in done.stdout, done.stdout


def explain_refuses_what_is_not_there():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES)
        path = report(scratch, [finding("CVE-2026-0001", "low")])
        assert "no finding" in expect(1, rules("explain", "--rules", scratch, "--report", path, "--finding", "CVE-1")).stderr
        assert 'did you mean "ORG-GATE"' in expect(1, rules("explain", "--rules", scratch, "--report", path, "--rule", "ORG-GAT")).stderr
        path.write_text('{"schema": "lazaret.report/v1", "image": {}, "findings": [{"id": 1}]}')
        assert "id is not a text" in expect(1, rules("explain", "--rules", scratch, "--report", path)).stderr
        path.write_text('{"schema": "other"}')
        assert "not a report" in expect(1, rules("explain", "--rules", scratch, "--report", path)).stderr


def control_bytes_of_a_report_do_not_reach_the_terminal():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES)
        path = report(scratch, [finding("CVE-\x1b[31m\n::error", "low")], reference="docker://a/\x1b[2J:1")
        for command in [("explain", "--rules", scratch, "--report", path), ("diff", "--report", path, "--to", scratch, "--at", AT),
                        ("explain", "--rules", scratch, "--report", path, "--rule", "ORG-LAB-DOWN", "--why-not")]:
            done = expect(0, rules(*command))
            assert "\x1b" not in done.stdout and "\n::" not in done.stdout and "CVE-" in done.stdout or "repository" in done.stdout, done.stdout


# --- diff and stats

def diff_names_what_a_change_would_do():
    with lazaret.scratch() as scratch:
        old, new = pathlib.Path(scratch) / "old", pathlib.Path(scratch) / "new"
        old.mkdir(), new.mkdir()
        place(old, a_rules=RULES)
        place(new, a_rules=RULES.replace("{lt: medium}", "high").replace("result: fail", "result: warn").replace("lab/**", "app"))
        path = report(scratch, [finding("CVE-2026-0001", "low"), finding("CVE-2026-0002", "high"),
                                finding("CVE-2026-0003", "critical", fix_state="fixed")])
        done = expect(0, rules("diff", "--report", path, "--from", old, "--to", new, "--at", AT, "--format", "json"))
        found = json.loads(done.stdout)
        assert found["counts"] == {"newly-suppressed": 1, "reopened": 1, "severity-raised": 0, "severity-lowered": 3, "retagged": 3,
                                   "rerouted": 0, "gate-tightened": 0, "gate-loosened": 1}, found["counts"]
        changes = {(c["change"], c["id"] or c["gate"]): (c["before"], c["after"], c["rule"]) for c in found["changes"]}
        assert changes["reopened", "CVE-2026-0001"] == ("suppressed", "open", "ORG-UNFIXED-LOW"), changes
        assert changes["newly-suppressed", "CVE-2026-0002"] == ("open", "suppressed", "ORG-UNFIXED-LOW"), changes
        assert changes["gate-loosened", "deploy"] == ("fail", "warn", "ORG-GATE"), changes
        assert {"id": "ORG-LAB-DOWN", "before": 0, "after": 3} in found["rules"], found["rules"]
        command = ("diff", "--report", path, "--from", old, "--to", new, "--at", AT, "--fail-on")
        expect(2, rules(*command, "gate-loosened,rerouted"))
        expect(0, rules(*command, "gate-tightened,rerouted"))
        expect(64, rules(*command, "gate-losened"))
        expect(0, rules("diff", "--report", path, "--from", old, "--to", old, "--at", AT, "--fail-on", "reopened,newly-suppressed,retagged,gate-loosened"))


def stats_count_hits_and_ends():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=RULES)
        path = report(scratch, [finding("CVE-2026-0001", "low"), finding("CVE-2026-0002", "low", kev=True)])
        for at, state in [(AT, "in force"), ("2026-12-30", "ends soon"), ("2027-01-01", "expired")]:
            done = expect(0, rules("stats", scratch, "--report", path, "--at", at, "--format", "json"))
            usage = {rule["id"]: rule for rule in json.loads(done.stdout)["rules"]}
            assert usage["ORG-UNFIXED-LOW"]["state"] == state, usage
            expected = (1, 1) if state != "expired" else (0, 0)
            assert (usage["ORG-UNFIXED-LOW"]["applied"], usage["ORG-UNFIXED-LOW"]["blocked"]) == expected, usage
        done = expect(0, rules("stats", scratch, "--report", path, "--at", AT))
        assert "4 rules, 2 of them never applied" in done.stdout, done.stdout


# --- fmt

UNORDERED = """# head

lazaret: rules/v1   # first
rules:
  # about the first
  - match: {package.name: zlib}   # inline
    # why
    # it is called so
    id: AAA
    tag: x


  # about the second
  - tag: y
    description: |
      # not a comment
      text
    id: BBB
    match:
      # inside
      always: true
  # last words
layer: global
"""
ORDERED = """# head

lazaret: rules/v1   # first
layer: global
rules:
  # about the first
  # why
  # it is called so
  - id: AAA
    match: {package.name: zlib}   # inline
    tag: x

  # about the second
  - id: BBB
    description: |
      # not a comment
      text
    match:
      # inside
      always: true
    tag: y
  # last words
"""


def fmt_orders_keys_and_keeps_comments():
    with lazaret.scratch() as scratch:
        place(scratch, a_rules=UNORDERED)
        file = pathlib.Path(scratch) / "a.rules.yaml"
        expect(1, rules("fmt", "--check", file))
        assert file.read_text() == UNORDERED
        assert "a.rules.yaml" in expect(0, rules("fmt", scratch)).stdout
        assert file.read_text() == ORDERED, file.read_text()
        assert expect(0, rules("fmt", "--check", scratch)).stdout == ""


def fmt_leaves_alone_what_it_cannot_order():
    with lazaret.scratch() as scratch:
        broken = place(scratch, a_rules="lazaret: rules/v1\nrules: [\n") / "a.rules.yaml"
        expect(1, rules("fmt", scratch))
        assert broken.read_text() == "lazaret: rules/v1\nrules: [\n"
        flow = "lazaret: rules/v1\nrules: [{match: {always: true}, id: AAA, tag: x}]\n"
        broken.write_text(flow)
        expect(0, rules("fmt", scratch))
        assert broken.read_text() == flow
        broken.write_text(flow.replace("\n", "\r\n"), newline="")
        assert "carriage" in expect(1, rules("fmt", scratch)).stderr


def fmt_changes_no_meaning_of_the_broken_files():
    """Whatever the loader says of a file before, it says after: the same codes of the same file."""
    with lazaret.scratch() as scratch:
        for number, source in enumerate(sorted(GOLDEN.glob("*/*.rules.yaml"))):
            file = pathlib.Path(scratch) / f"{number}.rules.yaml"
            file.write_bytes(source.read_bytes())
            before = re.findall(r"LZR\d+", rules("lint", "--at", AT, file).stdout)
            rules("fmt", file)
            once = file.read_bytes()
            assert sorted(re.findall(r"LZR\d+", rules("lint", "--at", AT, file).stdout)) == sorted(before), source
            rules("fmt", file)
            assert file.read_bytes() == once, f"{source}: not idempotent"


def what_is_imported_loads():
    with lazaret.scratch() as scratch:
        source = pathlib.Path(scratch) / ".trivyignore"
        source.write_text("# accepted\nCVE-2026-0001\n")
        command = ("import", "trivyignore", source, "--owner", "ops", "--until", "2026-12-31")
        done = expect(0, rules(*command, "--repository", "app"))
        assert "1 rules" in done.stderr, done.stderr
        place(scratch, a_rules=done.stdout)
        expect(0, rules("lint", "--at", AT, scratch))
        assert "did you mean" in expect(1, rules("import", "trivyignor", source)).stderr


if __name__ == "__main__":
    tap.run([each_broken_file_gives_its_code_line_and_column, a_good_file_has_nothing_to_say, json_and_sarif_say_the_same_as_text,
             a_code_can_be_ignored_but_not_an_error, a_suppression_of_a_fifth_of_the_findings_is_too_broad,
             control_bytes_of_a_file_do_not_reach_the_terminal, no_rule_file_is_an_error,
             cases_pass_with_full_coverage_and_no_survivor, each_expectation_can_fail, a_missing_case_lowers_coverage,
             a_condition_that_no_case_is_about_survives, wrong_cases_are_refused_with_their_place, nothing_to_run_is_a_failure,
             explain_names_every_rule_that_spoke, why_not_names_the_first_failing_condition, explain_refuses_what_is_not_there,
             control_bytes_of_a_report_do_not_reach_the_terminal, diff_names_what_a_change_would_do, stats_count_hits_and_ends,
             fmt_orders_keys_and_keeps_comments, fmt_leaves_alone_what_it_cannot_order, fmt_changes_no_meaning_of_the_broken_files, what_is_imported_loads])
