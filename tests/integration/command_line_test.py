# SPDX-License-Identifier: Apache-2.0
"""`lazaret scan` as its user meets it: where reports go, the environment, -v, progress and colour on a terminal, hostile text."""
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import stat
import struct
import subprocess
import sys
import termios
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from oci_image import Image  # noqa: E402

ESC = "\x1b"
HOSTILE = f"{ESC}[31mred{ESC}]0;title\x07\r\n::error::\x9b2J\u202eevil"
NODE = "srv/node_modules/lodash/package.json"
FILES = {"etc/os-release": b"ID=alpine\nVERSION_ID=3.20.3\n", "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n",
         NODE: b'{"name":"lodash","version":"4.17.15"}'}


def layout(directory, **more):
    return f"oci:{Image().layers({**FILES, **more}).write_layout(pathlib.Path(directory, 'image'))}"


def run(*arguments, environment=None, timeout=120):
    return subprocess.run([str(lazaret.PROGRAM), "scan", "--db", str(lazaret.sample_database()), "--no-cache", *map(str, arguments)],
                          capture_output=True, timeout=timeout, env={**os.environ, **(environment or {})})


def on_terminal(arguments, streams, environment=None):
    """Exit code, what a terminal of 80 columns saw from `streams` (1, 2), and what the other stream said."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    clean = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR", "COLUMNS")}
    process = subprocess.Popen([str(lazaret.PROGRAM), "scan", "--db", str(lazaret.sample_database()), "--no-cache", *map(str, arguments)],
                               stdout=theirs if 1 in streams else subprocess.PIPE, stderr=theirs if 2 in streams else subprocess.PIPE,
                               env={**clean, "TERM": "xterm", **(environment or {})})
    os.close(theirs)
    seen = bytearray()

    def read():
        try:
            while chunk := os.read(ours, 65536):
                seen.extend(chunk)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    others = b"".join(part or b"" for part in process.communicate(timeout=120))
    reader.join()
    os.close(ours)
    return process.returncode, seen.decode(), others.decode()


# --- where reports go --------------------------------------------------------------------------------------------------

def several_reports_go_to_files_and_standard_output():
    with lazaret.scratch() as scratch:
        path = pathlib.Path(scratch, "report.json")
        done = run("-o", f"json={path}", "-o", "table", layout(scratch))
        assert done.returncode == 3, done
        assert json.loads(path.read_bytes())["schema"] == "lazaret.report/v1"
        assert b"lodash" in done.stdout and not done.stdout.startswith(b"{"), done.stdout
        assert sorted(entry.name for entry in pathlib.Path(scratch).iterdir()) == ["image", "report.json"]


def a_pipe_or_device_is_written_to_and_never_replaced():
    with lazaret.scratch() as scratch:
        image, fifo, got = layout(scratch), pathlib.Path(scratch, "fifo"), []
        os.mkfifo(fifo)
        reader = threading.Thread(target=lambda: got.append(fifo.read_bytes()), daemon=True)
        reader.start()
        done = run("-o", f"json={fifo}", image)
        assert done.returncode == 3, done
        assert stat.S_ISFIFO(fifo.lstat().st_mode), "the pipe has become a file"
        reader.join(timeout=60)
        assert json.loads(got[0])["schema"] == "lazaret.report/v1"
        assert sorted(entry.name for entry in pathlib.Path(scratch).iterdir()) == ["fifo", "image"]


def a_report_that_cannot_be_written_is_an_error_that_names_it():
    with lazaret.scratch() as scratch:
        image = layout(scratch)
        for place in (pathlib.Path(scratch, "missing/report.json"), pathlib.Path(scratch)):
            done = run("-o", f"json={place}", image)
            assert done.returncode == 1 and str(place) in done.stderr.decode(), done
        assert sorted(entry.name for entry in pathlib.Path(scratch).iterdir()) == ["image"]


# --- the environment and -v --------------------------------------------------------------------------------------------

def every_flag_has_a_name_in_the_environment():
    helped = subprocess.run([str(lazaret.PROGRAM), "scan", "--help"], capture_output=True, text=True, check=True).stdout
    flags = set(re.findall(r"--[a-z-]+", helped)) - {"--help"}
    assert len(flags) >= 15, flags
    for flag in flags:
        assert f"Env:LAZARET_{flag[2:].upper().replace('-', '_')}" in helped, f"{flag} has none"


def the_environment_counts_where_a_flag_is_absent():
    with lazaret.scratch() as scratch:
        image = layout(scratch)
        assert run(image).returncode == 3
        assert run(image, environment={"LAZARET_FAIL_ON": "high"}).returncode == 2
        assert run("--fail-on", "critical", image, environment={"LAZARET_FAIL_ON": "high"}).returncode == 3
        assert run(image, environment={"LAZARET_ALLOW_PARTIAL": "1"}).returncode == 0
        assert run(image, environment={"LAZARET_OUTPUT": "json"}).stdout.startswith(b"{")
        assert run(image, environment={"LAZARET_FAIL_ON": "hihg"}).returncode == 64
        assert ESC in run(image, environment={"LAZARET_COLOR": "always"}).stdout.decode()


def words_that_mean_nothing_are_wrong_usage():
    with lazaret.scratch() as scratch:
        image = layout(scratch)
        for flags, needle in ((["--fail-on", "hihg"], "hihg"), (["--severity", "high,lwo"], "lwo"), (["-o", "jsno"], "there are: table, json"),
                              (["--platform", "x"], "x"), (["--at", "yesterday"], "yesterday"), (["--fial-on", "high"], "--fail-on"),
                              (["--progress", "much"], "much"), ([image], "")):
            done = run(*flags, image)
            assert done.returncode == 64 and needle in done.stderr.decode() and done.stdout == b"", done


def verbose_says_what_each_stage_and_job_took():
    with lazaret.scratch() as scratch:
        image = layout(scratch)
        assert run(image).stderr == b"", run(image).stderr
        lines = run("-v", image).stderr.decode().splitlines()
    for wanted in (r"layer 1 of 1 \(sha256:[0-9a-f]{64}\): unpacked, ok, 3 records, \d+ ms of CPU in \d+ ms, \d",
                   r"detector apk: ok, \d+ records", r"detector node: ok", "unpacking took", "merging took", "matching took"):
        assert any(re.match("lazaret: " + wanted, line) for line in lines), f"{wanted} is not in {lines}"


# --- on a terminal -----------------------------------------------------------------------------------------------------

def colour_is_for_terminals_alone():
    with lazaret.scratch() as scratch:
        image = layout(scratch)
        code, seen, errors = on_terminal([image], {1})
        assert code == 3 and f"{ESC}[" in seen and errors == "", (code, seen, errors)
        piped = run(image).stdout.decode()
        assert ESC not in piped
        assert re.sub(rf"{ESC}\[[0-9;]*m", "", seen).replace("\r\n", "\n") == piped
        assert ESC not in on_terminal([image], {1}, {"NO_COLOR": "1"})[1]
        assert ESC not in on_terminal(["--color", "never", image], {1})[1]


def progress_appears_on_a_terminal_after_a_second_and_goes_away():
    """A detector that spins until its budget of two seconds is gone makes the scan long enough."""
    with lazaret.scratch() as scratch:
        image, plugins = layout(scratch), pathlib.Path(scratch, "plugins")
        plugins.mkdir()
        shutil.copy(lazaret.BUILD / "tests/hostile/spin.so", plugins)
        slow = ["--plugins", plugins, "-o", f"json={scratch}/report.json", image]
        code, seen, _ = on_terminal(slow, {2})
        assert code == 3 and f"\r{ESC}[Klazaret: detecting " in seen, seen
        assert seen.endswith(f"\r{ESC}[K"), "the line stays"
        assert on_terminal(slow, {2}, {"CI": "1"})[1] == "", "a CI log is no terminal"
        assert run(*slow).stderr == b"", "progress without a terminal"
        plain = run("--progress", "plain", *slow).stderr.decode()
        assert re.fullmatch(r"(lazaret: [a-z]+( \d+ of \d+)?\n)+", plain) and "detecting" in plain, plain


def text_from_an_image_gives_no_orders():
    """Control bytes, newlines, CI commands and bidirectional marks in names, versions, paths and errors."""
    name = json.dumps({"name": HOSTILE[:5] + "lodash", "version": HOSTILE}).encode()
    with lazaret.scratch() as scratch:
        image = layout(scratch, **{"srv/node_modules/x/package.json": name, "etc/os-release":
                                   f'ID=alpine\nVERSION_ID="{HOSTILE}"\nPRETTY_NAME="{HOSTILE}"\n'.encode("utf-8"),
                                   f"srv/{HOSTILE}/node_modules/lodash/package.json": FILES[NODE],
                                   f"../{HOSTILE}": b"x"})
        outputs = [run(image), run("-v", image), run("-o", "json", image), run(f"{image}:{HOSTILE}"),
                   run("--severity", HOSTILE, image)]
        assert [done.returncode for done in outputs] == [3, 3, 3, 1, 64], [done.returncode for done in outputs]
    for done in outputs:
        for text in (done.stdout.decode(), done.stderr.decode()):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), text
            assert not re.search(r"^\s*(::|##)", text, re.MULTILINE), text
    table = outputs[0].stdout.decode()
    assert max(map(len, table.splitlines())) <= 80, table


if __name__ == "__main__":
    tap.run([several_reports_go_to_files_and_standard_output, a_pipe_or_device_is_written_to_and_never_replaced,
             a_report_that_cannot_be_written_is_an_error_that_names_it, every_flag_has_a_name_in_the_environment,
             the_environment_counts_where_a_flag_is_absent, words_that_mean_nothing_are_wrong_usage,
             verbose_says_what_each_stage_and_job_took,
             colour_is_for_terminals_alone, progress_appears_on_a_terminal_after_a_second_and_goes_away,
             text_from_an_image_gives_no_orders])
