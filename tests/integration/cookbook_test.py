# SPDX-License-Identifier: Apache-2.0
"""Each recipe of docs/how-to/rules-cookbook.md: its rules pass `rules lint`, its cases pass `rules test` and miss no condition."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402

COOKBOOK = lazaret.ROOT / "docs/how-to/rules-cookbook.md"
WRITTEN = "2026-11-25"  # the instant for which the dates in the recipes were chosen


def recipes():
    """(title, its blocks of YAML, its text) of each section."""
    for section in COOKBOOK.read_text().split("\n## ")[1:]:
        title, text = section.split("\n", 1)
        yield title, re.findall(r"```yaml\n(.*?)```", text, re.DOTALL), text


def written(scratch, blocks):
    rules, cases = pathlib.Path(scratch) / "a.rules.yaml", pathlib.Path(scratch) / "a.test.yaml"
    rules.write_text(blocks[0])
    cases.write_text(blocks[1])
    return rules, cases


def run(*arguments):
    return subprocess.run([str(lazaret.PROGRAM), "rules", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def lints_and_passes(blocks):
    with lazaret.scratch() as scratch:
        rules, cases = written(scratch, blocks)
        linted = run("lint", "--at", WRITTEN, rules)
        assert (linted.returncode, linted.stdout, linted.stderr) == (0, "", ""), linted
        tested = run("test", "--coverage", "--mutate", rules, cases)
        assert tested.returncode == 0, f"{tested.stdout}{tested.stderr}"
        assert re.search(r"^\d+ cases: \d+ passed, 0 failed$", tested.stdout, re.MULTILINE), tested.stdout


def there_are_twenty_of_one_form():
    found = list(recipes())
    assert len(found) >= 20, len(found)
    for number, (title, blocks, text) in enumerate(found, 1):
        assert title.startswith(f"{number}. "), title
        assert len(blocks) == 2 and text.count("```") == 4, f"{title}: two blocks, the rules and their cases"
        assert blocks[0].startswith("lazaret: rules/v1\n") and blocks[1].startswith("lazaret: rules-test/v1\n"), title
        assert text.count("**Trap:**") == 1, f"{title}: one trap"


def a_recipe_that_does_not_hold_is_noticed():
    """Control: the same check fails where a case expects something else."""
    _, blocks, _ = next(iter(recipes()))
    wrong = blocks[1].replace("suppressed_by: ORG-UNFIXED-LOW", "status: open")
    assert wrong != blocks[1]
    try:
        lints_and_passes([blocks[0], wrong])
    except AssertionError as failure:
        assert "status is suppressed, expected open" in str(failure), failure
    else:
        raise AssertionError("a wrong expectation passed")


if __name__ == "__main__":
    tap.run([there_are_twenty_of_one_form, a_recipe_that_does_not_hold_is_noticed,
             *(("recipe " + title, lambda blocks=blocks: lints_and_passes(blocks)) for title, blocks, _ in recipes())])
