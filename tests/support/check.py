# SPDX-License-Identifier: Apache-2.0
"""The steps of tests/check, each counted; called by it alone.

A step that builds or checks counts as one; the tests count by case, as their result files say.
"""
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUZZ_SECONDS = int(os.environ.get("LAZARET_FUZZ_SECONDS", "20"))
FUZZ_NAMES = os.environ.get("LAZARET_FUZZ_NAMES", "").split()  # none: all
JOBS = str(os.cpu_count() or 2)


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def one(self, name: str, good: bool, detail: str = "") -> bool:
        self.passed += good
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good else chr(10) + detail}", flush=True)
        return good


def run(command, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          **more)


def tail(text: str, lines: int = 60) -> str:
    return "\n".join(text.splitlines()[-lines:])


def step_format(tally: Tally) -> None:
    listed = run(["git", "ls-files", "*.cc", "*.h", "*.hpp"]).stdout.split()
    done = run(["clang-format-16", "--dry-run", "-Werror", *listed])
    tally.one("format", done.returncode == 0, tail(done.stdout, 20))


def step_includes(tally: Tally) -> None:
    done = run([sys.executable, "tests/support/check_includes.py"])
    tally.one("include order", done.returncode == 0, done.stdout)


def configure(directory: str, options, environment) -> subprocess.CompletedProcess:
    if (ROOT / directory / "build.ninja").exists():
        return run(["true"])
    return run(["meson", "setup", directory, *options], env={**os.environ, **environment})


def unit_tests_and_fuzzers(directory: str):
    listed = run(["ninja", "-C", directory, "-t", "targets", "all"]).stdout.splitlines()
    return [line.split(":")[0] for line in listed
            if line.startswith(("tests/unit/", "tests/fuzz/")) and line.endswith("cpp_LINKER")]


def build(tally: Tally, name: str, directory: str, options, environment, targets=lambda directory: []) -> bool:
    done = configure(directory, options, environment)
    if done.returncode == 0:
        done = run(["ninja", "-C", directory, *targets(directory)], env={**os.environ, "CCACHE_NOHASHDIR": "1"})
    return tally.one(name, done.returncode == 0, tail(done.stdout))


def count_cases(tally: Tally, directory: str) -> None:
    """Adds the cases of meson's own result file; a case that failed is printed whole."""
    text = (ROOT / directory / "meson-logs/testlog.junit.xml").read_text(errors="replace")
    printable = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "?", text)  # what a test printed may not be XML
    for case in xml.fromstring(printable.encode()).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        problem = next((child for child in case if child.tag in ("failure", "error")), None)
        skipped = case.find("skipped")
        if problem is not None:
            tally.failed += 1
            print(f"FAIL {name}\n{tail((problem.get('message') or '') + (problem.text or ''), 30)}")
        elif skipped is not None:
            tally.skipped += 1
            print(f"skip {name}: {(skipped.get('message') or '').splitlines()[:1]}")
        else:
            tally.passed += 1


def run_meson_tests(tally: Tally, directory: str, suites, environment) -> None:
    command = ["meson", "test", "-C", directory, "--print-errorlogs", "--no-rebuild", "--num-processes", JOBS,
               "--timeout-multiplier", "4"]
    for suite in suites:
        command += ["--suite", suite]
    result = ROOT / directory / "meson-logs/testlog.junit.xml"
    result.unlink(missing_ok=True)
    done = run(command, env={**os.environ, **environment})
    if not result.exists():
        tally.one(f"tests in {directory}", False, tail(done.stdout))
        return
    before = tally.failed
    count_cases(tally, directory)
    if done.returncode != 0 and tally.failed == before:  # a program died before it could write its cases
        tally.one(f"tests in {directory}", False, tail(done.stdout, 120))


def step_build(tally: Tally) -> None:
    build(tally, "build with gcc, warnings are errors", "build", [], {"CXX": "ccache g++", "CC": "ccache gcc"})


def step_test(tally: Tally) -> None:
    run_meson_tests(tally, "build", [], {})


def build_sanitized(tally: Tally) -> bool:
    """Unit tests and fuzzers alone, unoptimised and with line tables only: half the time of compiling everything."""
    options = ["--buildtype=plain", "-Doptimization=0", "-Dcpp_args=-gline-tables-only", "-Db_sanitize=address,undefined",
               "-Db_lundef=false", "-Dfuzz=true"]
    return build(tally, "build with clang, ASan, UBSan and fuzzers", "build-sanitize", options,
                 {"CXX": "ccache clang++-16", "CC": "ccache clang-16"}, unit_tests_and_fuzzers)


def step_sanitize(tally: Tally) -> None:
    if build_sanitized(tally):
        run_meson_tests(tally, "build-sanitize", ["unit"], {"UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
                                                          "ASAN_OPTIONS": "allocator_may_return_null=1",
                                                          "RC_PARAMS": "max_success=200"})


def step_fuzz(tally: Tally) -> None:
    if not build_sanitized(tally):
        return
    fuzzers = sorted(path for path in (ROOT / "build-sanitize/tests/fuzz").glob("*_fuzz")
                     if path.is_file() and (not FUZZ_NAMES or path.name.removesuffix("_fuzz") in FUZZ_NAMES))
    if not fuzzers:
        tally.one("fuzzers are built", False, f"build-sanitize/tests/fuzz holds none of {FUZZ_NAMES or 'them'}")
    pending = list(fuzzers)
    running = []
    while pending or running:
        while pending and len(running) < int(JOBS):
            running.append(start_fuzzer(pending.pop(0)))
        time.sleep(0.2)
        for fuzzer in [entry for entry in running if entry[1].poll() is not None]:
            running.remove(fuzzer)
            path, process, log = fuzzer
            said = log.read_text(errors="replace")
            runs = re.search(r"number_of_executed_units: *(\d+)", said)
            tally.one(f"fuzz {path.name} {FUZZ_SECONDS} s, {runs[1] if runs else 'no count of'} runs",
                      process.returncode == 0, tail(said))


def start_fuzzer(path: pathlib.Path):
    name = path.name.removesuffix("_fuzz")
    corpus = path.parent / f"corpus-{name}"
    corpus.mkdir(exist_ok=True)
    seeds = ROOT / f"tests/fuzz/seeds/{name}.py"
    if seeds.exists():
        subprocess.run([sys.executable, seeds, corpus], check=True)
    log = path.parent / f"{name}.log"
    arguments = [str(path), f"-max_total_time={FUZZ_SECONDS}", "-rss_limit_mb=2048", "-timeout=10", "-verbosity=0",
                 "-print_final_stats=1",
                 f"-artifact_prefix={path.parent}/{name}-", str(corpus)]
    with log.open("w") as out:
        return path, subprocess.Popen(arguments, stdout=out, stderr=out, cwd=path.parent), log


STEPS = {"format": step_format, "includes": step_includes, "build": step_build, "test": step_test,
         "sanitize": step_sanitize, "fuzz": step_fuzz}


def main() -> int:
    chosen = sys.argv[1:] or list(STEPS)
    unknown = [name for name in chosen if name not in STEPS]
    if unknown:
        print(f"check: no such step: {', '.join(unknown)}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 64
    tally = Tally()
    for name in chosen:
        started = time.monotonic()
        STEPS[name](tally)
        print(f"     ({name}: {time.monotonic() - started:.0f} s)", flush=True)
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
