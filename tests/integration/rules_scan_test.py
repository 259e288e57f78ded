# SPDX-License-Identifier: Apache-2.0
"""Rules in scans: what they suppress, protect, reclassify and gate, what they can not be, and that an image has no say."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image  # noqa: E402

PACKAGE = b'{"name": "lodash", "version": "4.17.15"}'  # CVE-2020-8203 and CVE-2021-23337, both high and fixed
ONE, TWO = "CVE-2020-8203", "CVE-2021-23337"
FILES = {"etc/os-release": b"ID=debian\nVERSION_ID=12\n", "app/node_modules/lodash/package.json": PACKAGE}
SUPPRESS = 'suppress: {status: accepted_risk, reason: "we live with it", owner: secops}'


def rule(id, match, rest, until="2027-01-31"):
    active = f"    active: {{until: {until}}}\n" if until else ""
    return f"  - id: {id}\n    match: {match}\n{active}    {rest}\n"


def rules_file(*rules, layer="global", gates=""):
    head = f"# SPDX-License-Identifier: Apache-2.0\nlazaret: rules/v1\nlayer: {layer}\n"
    return head + ("rules:\n" + "".join(rules) if rules else "") + gates


class Place:
    """A scratch directory with an image, and scans of it with rules."""

    def __init__(self, directory, files=FILES):
        self.path = pathlib.Path(directory)
        self.image = Image().layers(files).write_archive(self.path / "image.oci.tar")
        self.home = self.path / "home"  # has no configuration
        self.home.mkdir()

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        return path

    def environment(self, **more):
        return {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), **more}

    def scan(self, *flags, image=None, **environment):
        return lazaret.Scan(image or self.image, "--db", str(lazaret.sample_database()), "--allow-partial", *flags,
                            environment=self.environment(**environment))

    def with_rules(self, *files, flags=()):
        named = [self.write(f"rules/{number}.rules.yaml", text) for number, text in enumerate(files)]
        return self.scan(*(word for path in named for word in ("--rules", path)), *flags)

    def run(self, *flags, at=lazaret.AT):
        command = [lazaret.PROGRAM, "scan", "--no-cache", "--at", at, "--allow-partial", "--db", lazaret.sample_database(), *flags, self.image]
        environment = {"PATH": "/usr/bin:/bin", "COLUMNS": "200", **self.environment()}
        return subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()

    def table(self, *flags):
        return self.run(*flags)

    def report_at(self, at, rules):
        return json.loads(self.run("-o", "json", "--rules", rules, at=at))


def case(function):
    def run():
        with lazaret.scratch() as scratch:
            function(Place(scratch))
    return function.__name__.replace("_", " "), run


def finding(scan, id):
    found = [one for one in scan.report["findings"] if one["id"] == id]
    assert len(found) == 1, f"{id}: {len(found)} findings, {scan.errors}"
    return found[0]


def without_decisions(report):
    bare = {key: value for key, value in report.items() if key not in ("ruleset", "summary", "status")}
    bare["findings"] = [{key: value for key, value in one.items() if key not in ("decision", "status")} for one in report["findings"]]
    return bare


def a_suppression_hides_one_finding_and_says_why(place):
    plain = place.scan().expect(0)
    text = rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS))
    scan = place.with_rules(text).expect(0)
    one = finding(scan, ONE)
    assert one["status"] == "suppressed" and one["decision"]["suppressed_by"] == "T-ONE"
    said = [each for each in one["decision"]["rules"] if each["rule"] == "T-ONE"]
    assert said == [{"rule": "T-ONE", "file": str(place.path / "rules/0.rules.yaml"), "line": 5, "phase": "decide",
                     "outcome": "applied"}], said
    assert finding(scan, TWO)["status"] == "open"
    assert (scan.report["summary"]["suppressed"], scan.report["summary"]["open"]) == (1, len(plain.report["findings"]) - 1)
    suppression, = scan.report["ruleset"]["suppressions"]
    assert suppression["reason"] == "we live with it" and suppression["findings"] == 1
    assert without_decisions(scan.report) == without_decisions(plain.report), "raw findings changed"
    assert scan.report["ruleset"]["id"] != plain.report["ruleset"]["id"]


def only_open_findings_make_an_image_unhealthy(place):
    assert place.scan().report["status"] == "unhealthy"
    scan = place.with_rules(rules_file(rule("T-ALL", "{package.name: lodash}", SUPPRESS)), flags=["--fail-on", "low"]).expect(0)
    assert scan.report["status"] == ("healthy" if scan.report["coverage"]["complete"] else "unverified")
    place.scan("--fail-on", "low").expect(2)


def a_protected_finding_stays_open(place):
    protect = rule("T-PROTECT", "{fix.state: fixed}", "protect: {reason: it has a fix}", until=None)
    scan = place.with_rules(rules_file(protect), rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS), layer="repository"))
    one = finding(scan.expect(0), ONE)
    assert one["status"] == "open"
    assert {each["rule"]: each["outcome"] for each in one["decision"]["rules"]}["T-ONE"] == "blocked_by:T-PROTECT"


def a_reclassified_finding_is_judged_by_its_effective_severity(place):
    text = rules_file(rule("T-DOWN", "{package.name: lodash}", "reclassify: {set: low, reason: behind a wall}", until=None))
    scan = place.with_rules(text, flags=["--fail-on", "high"]).expect(0)
    one = finding(scan, ONE)
    assert (one["severity"], one["decision"]["severity"]) == ("high", "low")
    assert scan.report["summary"]["by_severity"]["high"] == 0
    place.with_rules(text, flags=["--fail-on", "low"]).expect(2)
    place.scan("--fail-on", "high").expect(2)
    assert "[was high]" in place.table("--rules", str(place.path / "rules/0.rules.yaml"))


def gates_of_rules_decide_the_exit_code(place):
    def gate(result):
        return rule("T-GATE", "{finding.severity: high}", f"gate: {{name: deploy, result: {result}, message: not so}}", until=None)

    failing = place.with_rules(rules_file(gate("fail"))).expect(2)
    assert "deploy: fail by rule T-GATE: not so" in failing.errors, failing.errors
    warning = place.with_rules(rules_file(gate("warn"))).expect(0)
    assert "deploy: warn" in warning.errors
    assert place.with_rules(rules_file(gate("warn")), flags=["-q"]).errors == ""
    outcome, = failing.report["ruleset"]["gates"]
    assert (outcome["name"], outcome["result"], outcome["findings"]) == ("deploy", "fail", 2), outcome
    suppressed = rules_file(gate("fail"), rule("T-ALL", "{package.name: lodash}", SUPPRESS))
    assert place.with_rules(suppressed).expect(0).report["ruleset"]["gates"] == []


def a_gate_of_the_image_counts_what_is_open(place):
    def gates(above):
        return ("gates:\n  - id: T-COUNT\n    name: count\n    scope: {always: true}\n"
                f"    fail_if: {{count: {{effective.severity: {{gte: high}}}}, gt: {above}}}\n")

    place.with_rules(rules_file(gates=gates(1))).expect(2)
    place.with_rules(rules_file(gates=gates(2))).expect(0)
    place.with_rules(rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS), gates=gates(1))).expect(0)


def a_suppression_ends_at_the_second(place):
    path = place.write("a.rules.yaml", rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS, until="2026-11-30")))
    last, over = place.report_at("2026-11-30T23:59:59Z", path), place.report_at("2026-12-01T00:00:00Z", path)
    status = {name: {one["id"]: one for one in report["findings"]}[ONE] for name, report in (("last", last), ("over", over))}
    assert status["last"]["status"] == "suppressed"
    assert status["over"]["status"] == "open" and over["ruleset"]["suppressions"] == []
    assert "expired" in {each["outcome"] for each in status["over"]["decision"]["rules"]}


def the_table_says_who_suppressed_and_shows_it_where_asked(place):
    path = place.write("a.rules.yaml", rules_file(rule("T-ALL", "{package.name: lodash}", SUPPRESS)))
    hidden, shown = place.table("--rules", path), place.table("--rules", path, "--show-suppressed")
    assert "2 findings are suppressed and not shown: 2 by T-ALL" in hidden and ONE not in hidden, hidden
    for text in (ONE, TWO, f"T-ALL ({path}:5)", "we live with it", "until 2027-02-01T00:00:00Z", "owner secops"):
        assert text in shown, f"{text} is not in\n{shown}"


def bad_rules_are_all_named_and_nothing_is_scanned(place):
    bad = place.write("bad.rules.yaml", rules_file(rule("T-ONE", "{vuln.idd: x}", SUPPRESS), rule("T-TWO", "{}", "tag: [a]", until=None)))
    good = place.write("good.rules.yaml", rules_file(rule("T-ALL", "{package.name: lodash}", SUPPRESS)))
    scan = place.scan("--rules", good, "--rules", bad, image=place.path / "no-such-image").expect(1)
    assert scan.output == b""
    lines = scan.errors.splitlines()
    assert lines[0].startswith(f"{bad}:6:13: LZR108: ") and "vuln.id" in lines[0], lines
    assert any(line.startswith(f"{bad}:") and "LZR112" in line for line in lines), lines
    assert lines[-1] == "lazaret: the rules have 2 problems: nothing was scanned", lines
    many = place.write("many.rules.yaml", rules_file(*(rule(f"T-{n:04}", "{nothing: x}", "tag: [a]", until=None) for n in range(150))))
    lines = place.scan("--rules", many).expect(1).errors.splitlines()
    assert len([line for line in lines if "LZR108" in line]) == 100
    assert "150 problems, 50 of them not shown" in lines[-1], lines[-1]


def an_operator_cannot_claim_a_layer_that_is_not_theirs(place):
    for layer in ("builtin", "vex"):
        scan = place.with_rules(rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS), layer=layer)).expect(1)
        assert "LZR116" in scan.errors, scan.errors


def rules_come_from_flag_environment_and_configuration_in_this_order(place):
    def suppressor(name, id):
        return place.write(name, rules_file(rule(id, f"{{vuln.id: {ONE}}}", SUPPRESS)))

    flag, variable = suppressor("flag/a.rules.yaml", "T-FLAG"), suppressor("variable.rules.yaml", "T-VARIABLE")
    suppressor("home/lazaret/rules/c.rules.yaml", "T-FILE")
    place.write("home/lazaret/lazaret.yaml", "rules: [rules]\n")

    def who(scan):
        return finding(scan.expect(0), ONE)["decision"]["suppressed_by"]

    assert who(place.scan()) == "T-FILE"
    assert who(place.scan(LAZARET_RULES=str(variable))) == "T-VARIABLE"
    assert who(place.scan("--rules", flag.parent, LAZARET_RULES=str(variable))) == "T-FLAG"
    both = place.scan("--rules", flag, "--rules", variable)
    assert who(both) == "T-VARIABLE", "of two files of a layer the greater path is named"
    outcomes = {each["rule"]: each["outcome"] for each in finding(both, ONE)["decision"]["rules"]}
    assert outcomes["T-FLAG"] == outcomes["T-VARIABLE"] == "applied"


def a_directory_of_rules_must_hold_some(place):
    (place.path / "empty").mkdir()
    assert "no *.rules.yaml" in place.scan("--rules", place.path / "empty").expect(1).errors
    assert "nowhere" in place.scan("--rules", place.path / "nowhere").expect(1).errors


def equal_rules_and_instant_give_equal_bytes(place):
    names = ["b.rules.yaml", "a.rules.yaml"]
    for number, name in enumerate(names):
        place.write(name, rules_file(rule(f"T-{number}-X", "{package.name: lodash}", "tag: [t]", until=None),
                                     rule(f"T-{number}-S", f"{{vuln.id: {(ONE, TWO)[number]}}}", SUPPRESS)))
    one, two = ([word for name in order for word in ("--rules", place.path / name)] for order in (names, names[::-1]))
    runs = [place.scan(*one), place.scan(*one), place.scan(*two)]
    assert runs[0].output and all(run.output == runs[0].output for run in runs)
    # A comment changes no verdict, so it changes no id; a rule does.
    (place.path / names[0]).write_text("# more\n" + (place.path / names[0]).read_text().replace("tag: [t]", "tag: [ t ]"))
    again = place.scan(*one)
    assert again.report["ruleset"]["id"] == runs[0].report["ruleset"]["id"]


def hostile_text_in_rules_reaches_no_terminal(place):
    evil = '"\\e[2J\\n::set-output name=x::y \\u202e"'
    text = rules_file(rule("T-ALL", f"{{vuln.id: {ONE}}}", f"suppress: {{status: accepted_risk, reason: {evil}, owner: {evil}}}"),
                      rule("T-GATE", f"{{vuln.id: {TWO}}}", f"gate: {{name: g, result: warn, message: {evil}}}", until=None))
    path = place.write("a.rules.yaml", text)
    for output in (place.table("--rules", path, "--show-suppressed"), place.scan("--rules", path).expect(0).errors):
        assert output and "\x1b" not in output and "\u202e" not in output, repr(output)
        assert not any(line.strip().startswith("::") for line in output.splitlines()), output
    path.write_text(text.replace("accepted_risk", evil))
    errors = place.scan("--rules", path).expect(1).errors
    assert "LZR" in errors and "\x1b" not in errors and "\u202e" not in errors, repr(errors)
    assert not any(line.startswith("::") for line in errors.splitlines()), errors


def s14_an_image_cannot_suppress_itself(place):
    """Everything that might be taken for a word of the operator's, in an image and in a directory, and as the working directory."""
    own = rules_file(rule("T-ALL", "{always: true}", SUPPRESS))
    words = {".trivyignore": f"{ONE}\n{TWO}\n", ".trivyignore.yaml": f"vulnerabilities: [{{id: {ONE}}}]\n",
             ".grype.yaml": f"ignore: [{{vulnerability: {ONE}}}]\n", "osv-scanner.toml": f'[[IgnoredVulns]]\nid = "{ONE}"\n',
             "a.rules.yaml": own, "lazaret.rules.yaml": own, "rules/a.rules.yaml": own, "etc/lazaret/rules/a.rules.yaml": own,
             "lazaret.yaml": "rules: [a.rules.yaml]\n", "lazaret/lazaret.yaml": "rules: [/a.rules.yaml]\n",
             "etc/lazaret/lazaret.yaml": "rules: [rules]\n", "root/.config/lazaret/lazaret.yaml": "rules: [/a.rules.yaml]\n",
             "vex.json": '{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "x", "timestamp": "2026-01-01T00:00:00Z",'
                         ' "version": 1, "statements": [{"vulnerability": {"name": "%s"}, "products": [{"@id": "pkg:npm/lodash"}],'
                         ' "status": "not_affected", "justification": "component_not_present"}]}' % ONE,
             ".well-known/vex.openvex.json": "{}"}
    files = {**FILES, **{name: text.encode() for name, text in words.items()}}
    image = Image().layers(files).write_archive(place.path / "own.oci.tar")
    for name, content in files.items():
        place.write(f"root/{name}", content)
    environment = {"PATH": "/usr/bin:/bin", **place.environment()}
    for reference in (image, f"dir:{place.path / 'root'}"):
        command = [lazaret.PROGRAM, "scan", "-o", "json", "--no-cache", "--at", lazaret.AT, "--allow-partial", "--db",
                   lazaret.sample_database(), reference]
        scan = subprocess.run(command, cwd=place.path / "root", env=environment, capture_output=True, check=True)
        report = json.loads(scan.stdout)
        statuses = {one["id"]: one["status"] for one in report["findings"]}
        assert statuses.get(ONE) == statuses.get(TWO) == "open", statuses
        assert {file["layer"] for file in report["ruleset"]["files"]} == {"builtin"}, report["ruleset"]["files"]
    # The control: the same file, named by the operator, does suppress.
    scan = place.scan("--rules", place.path / "root/a.rules.yaml", image=image)
    assert finding(scan, ONE)["status"] == "suppressed"


def vex(product):
    return json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex/1", "author": "acme", "version": 1,
                       "timestamp": "2026-01-01T00:00:00Z", "statements": [
                           {"vulnerability": {"name": ONE}, "products": [{"@id": product}], "status": "not_affected",
                            "justification": "vulnerable_code_not_in_execute_path"}]})


def a_vex_document_that_is_given_suppresses_unless_it_is_protected(place):
    path = place.write("given.json", vex("pkg:npm/lodash@4.17.15"))
    scan = place.scan("--vex", path).expect(0)
    assert finding(scan, ONE)["status"] == "suppressed" and finding(scan, TWO)["status"] == "open"
    suppression, = scan.report["ruleset"]["suppressions"]
    assert suppression["justification"] == "vulnerable_code_not_in_execute_path" and suppression["owner"] == "acme", suppression
    assert "vex" in {file["layer"] for file in scan.report["ruleset"]["files"]}
    protect = place.write("a.rules.yaml", rules_file(rule("T-PROTECT", "{fix.state: fixed}", "protect: {reason: it has a fix}", until=None)))
    assert finding(place.scan("--vex", path, "--rules", protect), ONE)["status"] == "open"
    other = place.write("other.json", vex("pkg:npm/lodash@9.9.9"))
    assert finding(place.scan("--vex", other).expect(0), ONE)["status"] == "open"
    bad = place.write("bad.json", '{"@context": "https://openvex.dev/ns/v0.2.0", "statements": 1}')
    assert "bad.json" in place.scan("--vex", bad).expect(1).errors


def a_report_with_rules_fits_the_schema(place):
    python = "/usr/bin/python3"  # the one that Debian's jsonschema belongs to
    if subprocess.run([python, "-c", "import jsonschema"], capture_output=True).returncode != 0:
        raise tap.Skip("python3-jsonschema is not installed")
    scan = place.with_rules(rules_file(rule("T-ONE", f"{{vuln.id: {ONE}}}", SUPPRESS),
                                       rule("T-MORE", f"{{vuln.id: {TWO}}}", "tag: [a]\n    route: {to: [x:y], dedupe_by: [vuln.id]}\n"
                                            "    gate: {name: g, result: fail}", until=None)))
    path = place.write("report.json", scan.expect(2).output)
    done = subprocess.run([python, lazaret.ROOT / "tests/unit/report/check_schema.py",
                           lazaret.ROOT / "docs/reference/report.schema.json", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    tap.run([case(function) for function in (
        a_suppression_hides_one_finding_and_says_why, only_open_findings_make_an_image_unhealthy, a_protected_finding_stays_open,
        a_reclassified_finding_is_judged_by_its_effective_severity, gates_of_rules_decide_the_exit_code,
        a_gate_of_the_image_counts_what_is_open, a_suppression_ends_at_the_second,
        the_table_says_who_suppressed_and_shows_it_where_asked, bad_rules_are_all_named_and_nothing_is_scanned,
        an_operator_cannot_claim_a_layer_that_is_not_theirs, rules_come_from_flag_environment_and_configuration_in_this_order,
        a_directory_of_rules_must_hold_some, equal_rules_and_instant_give_equal_bytes, hostile_text_in_rules_reaches_no_terminal,
        s14_an_image_cannot_suppress_itself,
        a_vex_document_that_is_given_suppresses_unless_it_is_protected, a_report_with_rules_fits_the_schema)])
