# SPDX-License-Identifier: Apache-2.0
"""`lazaret db build`, `info` and `verify`: damaged feeds are named, counted and survived; the file is exact or refused."""
import csv
import gzip
import json
import os
import pathlib
import random
import resource
import signal
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from feed_server import all_zip, record  # noqa: E402

KILLS = 20
FLIPS = 200
MEMORY = 1 << 30


def run(*arguments, memory=None):
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
    return subprocess.run([str(lazaret.PROGRAM), "db", *map(str, arguments)], capture_output=True, text=True, timeout=300,
                          preexec_fn=limit)


class Place:
    """A directory of feeds and the generation that is built from it."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.feeds = self.directory / "osv"
        self.generation = self.directory / "advisories.lzdb"
        self.feeds.mkdir()

    def feed(self, name, data):
        (self.feeds / name).mkdir(exist_ok=True)
        (self.feeds / name / "all.zip").write_bytes(data)

    def build(self, *flags, code=0, says=()):
        done = run("build", "--osv", self.feeds, "--out", self.generation, "--at", lazaret.AT, *flags)
        text = done.stdout + done.stderr
        assert done.returncode == code, f"exit {done.returncode}: {text}"
        for wanted in says:
            assert wanted in text, f"no '{wanted}' in: {text}"
        return self.generation.read_bytes() if code == 0 else None

    def verify(self):
        return run("verify", "--db", self.generation)


def case(function):
    def run_case():
        with lazaret.scratch() as scratch:
            function(Place(scratch))
    return (function.__name__.replace("_", " "), run_case)


def records(count=20, ecosystem="npm", fixed="2.0.0"):
    return [record(n, f"package{n}", ecosystem, fixed) for n in range(count)]


def a_damaged_record_is_named_counted_and_survived(place):
    damaged = [("text.json", b"not json"), ("cut.json", b'{"id":"X-1","affected":['), ("list.json", b"[]"),
               ("no-id.json", b'{"modified":"2026-01-01T00:00:00Z"}'), ("empty.json", b""),
               ("deep.json", b"[" * 100_000), ("twice.json", b'{"id":"X-2","id":"X-3"}'),
               ("utf8.json", b'{"id":"X-4\xff"}')]
    place.feed("npm", all_zip(records() + damaged))
    place.build(says=["20 records", f"{len(damaged)} damaged", *(f"npm/all.zip: {name}" for name, _ in damaged)])
    assert place.verify().returncode == 0


def a_record_whose_bytes_were_changed_is_damaged(place):
    data = bytearray(all_zip(records()))
    data[60] ^= 0x55  # within the first record's compressed bytes
    place.feed("npm", bytes(data))
    place.build(says=["19 records", "1 damaged", "npm/all.zip: GHSA-0000-npm-package0.json"])


def a_damaged_zip_is_named_and_the_others_are_built(place):
    whole = all_zip(records())
    for garbage in (b"garbage" * 1000, whole[:-30], whole[len(whole) // 2:], b"", whole[:1]):
        place.feed("npm", garbage)
        place.feed("Go", all_zip(records(5, "Go")))
        place.build(says=["5 records", "1 damaged", "npm/all.zip"])
        assert "npm" in run("info", "--db", place.generation).stdout


def a_folder_without_a_zip_is_no_feed(place):
    (place.feeds / "npm").mkdir()
    place.feed("Go", all_zip(records(5, "Go")))
    place.build(says=["5 records"])
    assert "npm" not in run("info", "--db", place.generation).stdout


def a_directory_without_feeds_is_an_error(place):
    place.build(code=1, says=["no feed in", "all.zip"])
    assert not place.generation.exists()
    done = run("build", "--osv", place.directory / "missing", "--out", place.generation)
    assert done.returncode == 1 and "missing" in done.stderr, done


def loose_records_are_a_feed(place):
    (place.feeds / "npm").mkdir()
    for entry in records(3):
        (place.feeds / "npm" / f"{entry['id']}.json").write_text(json.dumps(entry))
    place.build(says=["3 records"])


def the_copy_that_was_modified_last_counts(place):
    old, new = record(1, "package", "npm", "2.0.0"), record(1, "package", "npm", "3.0.0", modified="2026-02-01T00:00:00Z")
    place.feed("npm", all_zip([new]))
    alone = place.build(says=["1 records"])
    for zips in ([old, new], [new, old]):
        place.feed("npm", all_zip([(f"{n}.json", json.dumps(entry).encode()) for n, entry in enumerate(zips)]))
        built = place.build(says=["1 records"])
        assert b"3.0.0" in built and b"2.0.0" not in built
    assert b"3.0.0" in alone


def withdrawn_records_are_left_out(place):
    place.feed("npm", all_zip(records(4) + [record(9, "gone", "npm", withdrawn="2026-01-02T00:00:00Z")]))
    built = place.build(says=["4 records", "1 withdrawn"])
    assert b"GHSA-0009" not in built


def equal_input_gives_equal_bytes(place):
    place.feed("npm", all_zip(records()))
    place.feed("Go", all_zip(records(7, "Go")))
    first = place.build()
    place.generation.unlink()
    assert place.build() == first
    place.feed("npm", all_zip(list(reversed(records()))))
    assert place.build() == first, "the order in the zip shows"


def flip(place, name, seed):
    data = bytearray(place.generation.read_bytes())
    moments = random.Random(seed)
    at = [0, len(data) - 1, *moments.sample(range(len(data)), FLIPS - 2)]
    path = place.directory / name
    for offset in at:
        changed = bytearray(data)
        changed[offset] ^= 1 << moments.randrange(8)
        path.write_bytes(changed)
        done = run("verify", "--db", path)
        assert done.returncode == 1, f"byte {offset}: exit {done.returncode}: {done.stdout}{done.stderr}"
        assert done.stderr.startswith("lazaret: ") and len(done.stderr) < 1000, done.stderr


def a_flipped_bit_anywhere_is_found_by_verify(place):
    place.feed("npm", all_zip(records(60)))
    place.build()
    flip(place, "flipped", 2026)


def a_cut_file_is_found_by_verify(place):
    place.feed("npm", all_zip(records(60)))
    data = place.build()
    path = place.directory / "cut"
    for size in [0, 1, 39, 40, 255, 256, len(data) // 2, len(data) - 1]:
        path.write_bytes(data[:size])
        assert run("verify", "--db", path).returncode == 1, size
        assert run("info", "--db", path).returncode == 1, size
    path.write_bytes(data + b"\0")
    assert run("verify", "--db", path).returncode == 1


def info_shows_feeds_counts_and_dates(place):
    place.feed("npm", all_zip(records(4)))
    place.feed("Azure Linux", all_zip(records(6, "Azure Linux:3")))
    place.build()
    lines = [line.split() for line in run("info", "--db", place.generation).stdout.splitlines()]
    assert ["npm", "4", "2026-01-01T00:00:00Z"] in lines and ["Azure", "Linux", "6", "2026-01-01T00:00:00Z"] in lines, lines
    assert ["built", lazaret.AT] in lines and ["sample", "no"] in lines, lines


def a_generation_made_from_the_page_on_its_format_is_valid(place):
    made = subprocess.run([sys.executable, lazaret.ROOT / "tests/fuzz/seeds/generation.py", place.directory], timeout=60)
    assert made.returncode == 0
    for name in ("empty", "npm", "two", "many"):
        done = run("verify", "--db", place.directory / name)
        assert done.returncode == 0, done.stderr
    assert "Debian" in run("info", "--db", place.directory / "two").stdout


def missing_and_foreign_files_are_no_generation(place):
    for command in ("info", "verify"):
        done = run(command, "--db", place.directory / "missing")
        assert done.returncode == 1 and "missing" in done.stderr, done
        done = run(command, "--db", lazaret.PROGRAM)
        assert done.returncode == 1 and "not an advisory generation" in done.stderr, done


def output_that_cannot_be_written_is_an_error(place):
    place.feed("npm", all_zip(records()))
    for out in (place.feeds, "/proc/advisories.lzdb", "/dev/full/advisories.lzdb"):
        done = run("build", "--osv", place.feeds, "--out", out, "--at", lazaret.AT)
        assert done.returncode == 1 and str(out).removesuffix("/advisories.lzdb") in done.stderr, done
    assert sorted(path.name for path in place.directory.iterdir()) == ["osv"], list(place.directory.iterdir())


def a_full_disk_leaves_the_old_generation(place):
    place.feed("npm", all_zip(records()))
    old = place.build()
    place.feed("npm", all_zip(records(3000)))
    small = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),  # noqa: E731: the disk is full after 64 KiB
                     resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)))
    done = subprocess.run([str(lazaret.PROGRAM), "db", "build", "--osv", place.feeds, "--out", place.generation],
                          capture_output=True, text=True, timeout=60, preexec_fn=small)
    assert done.returncode == 1 and "lazaret: " in done.stderr, done
    assert place.generation.read_bytes() == old
    assert not place.generation.with_name("advisories.lzdb.new").exists()


def a_kill_during_a_build_leaves_the_old_generation_or_the_new_one(place):
    place.feed("npm", all_zip(records(2000)))
    states = [place.build()]
    place.feed("npm", all_zip(records(2000, fixed="3.0.0")))
    started = time.monotonic()
    states.append(place.build())
    seconds = time.monotonic() - started
    moments = random.Random(2026)
    for number in range(KILLS):
        place.feed("npm", all_zip(records(2000, fixed="2.0.0" if number % 2 else "3.0.0")))
        process = subprocess.Popen([str(lazaret.PROGRAM), "db", "build", "--osv", place.feeds, "--out", place.generation,
                                    "--at", lazaret.AT], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.random() * seconds * 1.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert place.verify().returncode == 0, f"broken after kill {number}"
        assert place.generation.read_bytes() in states, f"neither the old nor the new generation after kill {number}"
    place.feed("npm", all_zip(records(2000)))
    assert place.build() == states[0]
    assert sorted(path.name for path in place.directory.iterdir()) == ["advisories.lzdb", "osv"]


KEV = {"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2025-0001", "dateAdded": "2025-12-31"}]}


def scan_package1(place, *flags):
    """The report on a root that has package1, of which one npm record of 2026-01-01 speaks."""
    place.feed("npm", all_zip([record(1, "package1", "npm")]))
    place.build(*flags)
    root = place.directory / "root"
    (root / "srv/node_modules/package1").mkdir(parents=True, exist_ok=True)
    (root / "srv/node_modules/package1/package.json").write_text('{"name": "package1", "version": "1.0.0"}')
    return lazaret.Scan(f"dir:{root}", "--db", str(place.generation)).expect(0, 3).report


def enriched(place, *flags):
    """EPSS and KEV of the only finding."""
    findings = scan_package1(place, *flags)["findings"]
    assert [finding["id"] for finding in findings] == ["CVE-2025-0001"], findings
    return findings[0]["epss"], findings[0]["kev"]


def epss_is_read_in_each_form(place):
    rows = "CVE-2025-0001,0.25{}\nCVE-2025-0002,0.5{}\n"
    forms = {"old": "cve,epss\n" + rows.format("", ""), "crlf": "cve,epss\r\n" + rows.format("", "").replace("\n", "\r\n"),
             "new": "#model_version:v2025,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\n" + rows.format(",0.9", ",0.95")}
    for name, text in forms.items():
        for packed in (False, True):
            path = place.directory / "epss.csv"
            path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
            epss, kev = enriched(place, "--epss", path)
            assert epss == 0.25 and not kev, (name, epss, kev)
            percentile = struct.pack("<I", 900_000) in place.generation.read_bytes()
            assert percentile == (name == "new"), name


def kev_is_read(place):
    path = place.directory / "kev.json"
    path.write_text(json.dumps(KEV))
    epss, kev = enriched(place, "--kev", path)
    assert kev and not epss, (epss, kev)


def the_report_names_the_catalogues_that_were_read(place):
    kev, epss = place.directory / "kev.json", place.directory / "epss.csv"
    kev.write_text(json.dumps({**KEV, "dateReleased": "2026-10-30T17:04:19.9796Z"}))
    epss.write_text("cve,epss\nCVE-2025-0001,0.5\nCVE-2025-0002,0.5\n")
    npm = {"name": "npm", "modified": "2026-01-01T00:00:00Z", "records": 1}
    assert scan_package1(place)["database"]["feeds"] == [npm]
    feeds = scan_package1(place, "--kev", kev, "--epss", epss)["database"]["feeds"]
    assert feeds == [npm, {"name": "KEV", "modified": "2026-10-30T17:04:19Z", "records": 1},
                     {"name": "EPSS", "modified": None, "records": 2}], feeds
    assert ["KEV", "1", "2026-10-30T17:04:19Z"] in [line.split() for line in run("info", "--db", place.generation).stdout.splitlines()]


def a_new_generation_of_an_old_feed_is_a_gap(place):
    report = scan_package1(place)
    kinds = {gap["kind"]: gap["subject"] for gap in report["coverage"]["gaps"]}
    assert report["database"]["built"] == lazaret.AT and "stale_advisories" not in kinds, report["coverage"]
    assert kinds.get("stale_feed") == "npm", report["coverage"]
    finding, = report["findings"]
    assert (finding["published"], finding["ecosystem"]) == ("2025-12-01T00:00:00Z", "npm"), finding


def damaged_rows_are_counted_and_damaged_files_refused(place):
    place.feed("npm", all_zip(records(2)))
    path = place.directory / "file"
    path.write_text("cve,epss\nCVE-2025-0001,0.5\nnonsense\nCVE-2025-0002,7\nCVE-2025-0003,x\n")
    place.build("--epss", path, says=["3 rows are damaged", str(path)])
    path.write_text(json.dumps({"vulnerabilities": [*KEV["vulnerabilities"], {}, {"cveID": 5}]}))
    place.build("--kev", path, says=["2 rows are damaged", str(path)])
    whole = gzip.compress(b"cve,epss\nCVE-2025-0001,0.5\n" * 1000)
    for flag, data in [("--epss", b""), ("--epss", b"a,b\n1,2\n"), ("--epss", whole[:-20]), ("--epss", whole[:30] + b"xx" + whole[32:]),
                       ("--kev", b"{}"), ("--kev", b"[]"), ("--kev", b"{"), ("--kev", whole)]:
        path.write_bytes(data)
        place.build(flag, path, code=1, says=[str(path)])
    path.unlink()
    place.build("--kev", path, code=1, says=[str(path)])


def the_real_feeds_are_read(place):
    kev, epss = lazaret.shared("feeds", "kev.json"), lazaret.shared("feeds", "epss_scores-2021-08-31.csv.gz")
    ranked = lazaret.shared("feeds", "epss_scores-2021-08-31-with-percentile.csv.gz")
    with gzip.open(ranked, "rt") as lines:
        row = next(row for row in csv.reader(lines) if row[0] == "CVE-2021-44228" or row[0].startswith("CVE-2020"))
    assert len(row) == 3, row
    place.feed("npm", all_zip([record(1, "package1", "npm")]))
    sizes = [len(place.build(*flags)) for flags in ([], ["--kev", kev], ["--epss", epss], ["--epss", ranked])]
    assert sizes[1] > sizes[0] + 1404 * 20 and sizes[2] > sizes[0] + 72272 * 20 and sizes[3] > sizes[0] + 57987 * 20, sizes
    assert place.verify().returncode == 0


def all_of_the_real_advisories_build_in_bounded_memory(place):
    osv = lazaret.shared("osv")
    started = time.monotonic()
    process = subprocess.Popen([str(lazaret.PROGRAM), "db", "build", "--osv", osv, "--kev", lazaret.shared("feeds", "kev.json"),
                                "--epss", lazaret.shared("feeds", "epss_scores-2021-08-31.csv.gz"), "--out", place.generation,
                                "--at", lazaret.AT], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(f"# {time.monotonic() - started:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of CPU, {usage.ru_maxrss >> 10} MiB, "
          f"{place.generation.stat().st_size >> 20} MiB: {output.split(': ', 1)[-1].strip()}", flush=True)
    assert process.returncode == 0
    assert usage.ru_maxrss * 1024 <= MEMORY, f"{usage.ru_maxrss} KiB"
    assert " 0 damaged" in output and int(output.split(": ", 1)[1].split()[0]) > 60_000, output
    assert place.verify().returncode == 0


if __name__ == "__main__":
    tap.run([case(function) for function in (
        a_damaged_record_is_named_counted_and_survived, a_record_whose_bytes_were_changed_is_damaged,
        a_damaged_zip_is_named_and_the_others_are_built, a_folder_without_a_zip_is_no_feed,
        a_directory_without_feeds_is_an_error, loose_records_are_a_feed, the_copy_that_was_modified_last_counts,
        withdrawn_records_are_left_out, equal_input_gives_equal_bytes, a_flipped_bit_anywhere_is_found_by_verify,
        a_cut_file_is_found_by_verify, info_shows_feeds_counts_and_dates,
        a_generation_made_from_the_page_on_its_format_is_valid, missing_and_foreign_files_are_no_generation,
        output_that_cannot_be_written_is_an_error, a_full_disk_leaves_the_old_generation,
        a_kill_during_a_build_leaves_the_old_generation_or_the_new_one, epss_is_read_in_each_form, kev_is_read,
        the_report_names_the_catalogues_that_were_read, a_new_generation_of_an_old_feed_is_a_gap,
        damaged_rows_are_counted_and_damaged_files_refused, the_real_feeds_are_read,
        all_of_the_real_advisories_build_in_bounded_memory)])
