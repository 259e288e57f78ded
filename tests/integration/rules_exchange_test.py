# SPDX-License-Identifier: Apache-2.0
"""Rules from other scanners and back: import, lint, export, import again; and why a VEX statement does not speak of a finding."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402

AT = "2026-12-01"
DIGEST = "sha256:" + "ab" * 32
TRIVY = """vulnerabilities:
  - id: CVE-2026-0001
    purls: ["pkg:golang/github.com/BurntSushi/toml"]
    expired_at: 2027-02-01
    statement: only our own files are parsed
  - id: CVE-2026-0002
    paths: ["usr/lib/**"]
    statement: not called
"""


def run(*arguments, code=0):
    done = subprocess.run([str(lazaret.PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, f"exit {done.returncode}, not {code}: {arguments}\n{done.stdout}\n{done.stderr}"
    return done


def place(directory, name, text):
    path = pathlib.Path(directory) / name
    path.write_text(text)
    return path


def imported(directory):
    source = place(directory, ".trivyignore.yaml", TRIVY)
    done = run("rules", "import", "trivyignore-yaml", source, "--owner", "secops", "--until", "2027-03-01")
    return place(directory, "trivy.rules.yaml", done.stdout)


def what_is_imported_lints_and_comes_back_from_openvex():
    with lazaret.scratch() as scratch:
        rules = imported(scratch)
        run("rules", "lint", "--at", AT, rules)
        exported = run("rules", "export", "openvex", rules, "--at", AT, "--author", "secops")
        assert "CVE-2026-0002" in exported.stderr and "finding.path" in exported.stderr, exported.stderr
        statements = json.loads(exported.stdout)["statements"]
        assert [s["vulnerability"]["name"] for s in statements] == ["CVE-2026-0001"], statements
        assert statements[0]["products"][0]["@id"] == "pkg:golang/github.com/burntsushi/toml", statements
        assert statements[0]["status"] == "affected" and "only our own files" in statements[0]["action_statement"], statements


def a_suppression_survives_export_and_import():
    text = f"""lazaret: rules/v1
rules:
  - id: A-1
    match: {{vuln.id: [CVE-2026-0001, CVE-2026-0002], image.digest: "{DIGEST}", package.purl: "pkg:npm/%40a/b"}}
    active: {{until: 2027-03-31}}
    suppress: {{status: not_affected, justification: component_not_present, reason: left out, owner: secops}}
"""
    cases = f"""lazaret: rules-test/v1
defaults: {{at: {AT}, finding: {{vuln.id: CVE-2026-0001, package.purl: "pkg:npm/%40a/b@1.0"}}, image: {{image.digest: "{DIGEST}"}}}}
cases:
  - {{name: one, expect: {{status: suppressed}}}}
  - {{name: the other, finding: {{vuln.id: CVE-2026-0002}}, expect: {{status: suppressed}}}}
  - {{name: a third, finding: {{vuln.id: CVE-2026-0003}}, expect: {{status: open}}}}
  - {{name: another package, finding: {{package.purl: "pkg:npm/b@1.0"}}, expect: {{status: open}}}}
  - {{name: another image, image: {{image.digest: "sha256:{'00' * 32}"}}, expect: {{status: open}}}}
"""
    with lazaret.scratch() as scratch:
        rules, tests = place(scratch, "a.rules.yaml", text), place(scratch, "a.test.yaml", cases)
        run("rules", "test", rules, tests)
        exported = run("rules", "export", "openvex", rules, "--at", AT)
        assert exported.stderr == "2 suppressions; 0 could not be said\n", exported.stderr
        document = place(scratch, "a.vex.json", exported.stdout)
        again = run("rules", "import", "openvex", document, "--owner", "secops", "--until", "2027-03-31")
        rules.write_text(again.stdout)
        run("rules", "lint", "--at", AT, rules)
        run("rules", "test", "--coverage", rules, tests)


def an_exported_document_is_the_same_for_the_same_rules():
    with lazaret.scratch() as scratch:
        rules = imported(scratch)
        one, two = (run("rules", "export", "openvex", rules, "--at", AT).stdout for _ in range(2))
        assert one == two and json.loads(one)["@id"].startswith("urn:lazaret:ruleset:sha256:"), one


def sarif_has_each_suppression():
    with lazaret.scratch() as scratch:
        results = json.loads(run("rules", "export", "sarif-suppressions", imported(scratch), "--at", AT).stdout)["runs"][0]["results"]
        assert [(r["ruleId"], r["suppressions"][0]["kind"]) for r in results] == [("CVE-2026-0001", "external")], results


def an_ended_suppression_is_listed_and_not_exported():
    with lazaret.scratch() as scratch:
        done = run("rules", "export", "openvex", imported(scratch), "--at", "2027-02-01")
        assert json.loads(done.stdout)["statements"] == [], done.stdout
        assert "has ended" in done.stderr, done.stderr


def wrong_words_are_refused():
    with lazaret.scratch() as scratch:
        rules = imported(scratch)
        assert "openvex" in run("rules", "export", "openvx", rules, code=1).stderr
        assert "--at" in run("rules", "export", "openvex", rules, "--at", "yesterday", code=1).stderr
        run("rules", "export", "openvex", code=64)
        run("rules", "export", "openvex", pathlib.Path(scratch) / "none.rules.yaml", code=1)
        broken = place(scratch, "broken.rules.yaml", "lazaret: rules/v1\nrules: [{}]\n")
        done = run("rules", "export", "openvex", broken, code=1)
        assert done.stdout == "" and "broken.rules.yaml:2" in done.stderr, done


def vex_document(product):
    return json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:x", "author": "us", "timestamp": "2026-11-01T00:00:00Z",
                       "version": 1, "statements": [{"vulnerability": {"name": "CVE-2026-0001"}, "products": [{"@id": product}],
                                                     "status": "not_affected", "justification": "component_not_present"}]})


def stored_report(directory):
    finding = {"id": "CVE-2026-0001", "kind": "vulnerability", "severity": "high", "package": "pkg:deb/debian/zlib1g@1.2",
               "installed_version": "1.2", "fix_state": "none", "kev": False, "aliases": [], "severities": [], "cvss": [],
               "location": None, "fingerprint": "0" * 32, "status": "open"}
    return place(directory, "report.json", json.dumps({
        "schema": "lazaret.report/v1", "created": "2026-11-01T00:00:00Z", "status": "unhealthy",
        "image": {"reference": "docker://registry.example/app:1", "digest": DIGEST, "os": None, "layers": []},
        "packages": [{"name": "zlib1g", "version": "1.2", "type": "deb", "purl": "pkg:deb/debian/zlib1g@1.2", "locations": []}],
        "findings": [finding]}))


def vex_explain_names_the_part_that_does_not_match():
    with lazaret.scratch() as scratch:
        report = stored_report(scratch)

        def explain(product, *more):
            return run("vex", "explain", place(scratch, "a.json", vex_document(product)), "--report", report,
                       "--finding", "CVE-2026-0001", *more).stdout
        assert "not_affected  speaks of it" in explain("pkg:deb/debian/zlib1g")
        assert 'does not speak of it: product version: wanted "1.3", found "1.2"' in explain("pkg:deb/debian/zlib1g@1.3")
        assert "does not speak of it: product name" in explain("pkg:deb/debian/zlib")
        assert "speaks of it" in explain(f"pkg:oci/app@{DIGEST}")
        assert 'wanted "registry.example", found "registry.example"' in explain("pkg:oci/app?repository_url=registry.example%2Fapp")


def vex_explain_says_when_nothing_is_about_a_finding():
    with lazaret.scratch() as scratch:
        report = stored_report(scratch)
        other = place(scratch, "a.json", vex_document("pkg:deb/debian/zlib1g").replace("CVE-2026-0001", "CVE-2026-0002"))
        arguments = ("vex", "explain", other, "--report", report, "--finding")
        assert "no statement is about CVE-2026-0001" in run(*arguments, "CVE-2026-0001").stdout
        assert "does not speak of it: vulnerability" in run(*arguments, "CVE-2026-0001", "--others").stdout
        assert "no finding" in run(*arguments, "CVE-2026-9999", code=1).stderr
        run("vex", "explain", other, code=64)
        run("vex", "explian", code=64)


def control_bytes_of_a_document_do_not_reach_the_terminal():
    with lazaret.scratch() as scratch:
        document = place(scratch, "a.json", vex_document("pkg:deb/debian/zlib1g@\x1b[31m"))
        done = run("vex", "explain", document, "--report", stored_report(scratch), "--finding", "CVE-2026-0001")
        assert "\x1b" not in done.stdout and "does not speak of it" in done.stdout, done.stdout


if __name__ == "__main__":
    tap.run([what_is_imported_lints_and_comes_back_from_openvex, a_suppression_survives_export_and_import,
             an_exported_document_is_the_same_for_the_same_rules, sarif_has_each_suppression,
             an_ended_suppression_is_listed_and_not_exported, wrong_words_are_refused, vex_explain_names_the_part_that_does_not_match,
             vex_explain_says_when_nothing_is_about_a_finding, control_bytes_of_a_document_do_not_reach_the_terminal])
