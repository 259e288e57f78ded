# SPDX-License-Identifier: Apache-2.0
"""`lazaret db update` against a mirror that fails in every way a mirror can: the last good generation stays in use."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from feed_server import all_zip, feed_server, record  # noqa: E402

ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}, "NO_PROXY": "*"}
KILLS = 20


def feeds(fixed="2.0.0", count=20, ecosystems=("npm", "crates.io", "Azure Linux")):
    return {name: [record(n, f"package{n}", name, fixed) for n in range(count)] for name in ecosystems}


class Place:
    """A directory with a generation and its downloads, and what `db update` did to it last."""

    def __init__(self, directory, server):
        self.directory, self.server = pathlib.Path(directory), server
        self.generation = self.directory / "advisories.lzdb"
        self.flags = []

    def command(self):
        return [str(lazaret.PROGRAM), "db", "update", "--mirror", self.server.url, "--out", str(self.generation), "--at",
                lazaret.AT, *self.flags]

    def update(self, *codes):
        done = subprocess.run(self.command(), capture_output=True, text=True, timeout=100, env=ENVIRONMENT)
        self.output, self.errors = done.stdout, done.stderr
        assert done.returncode in (codes or (0,)), f"exit {done.returncode}: {done.stdout}{done.stderr}"
        return self

    def verify(self):
        done = subprocess.run([str(lazaret.PROGRAM), "db", "verify", "--db", str(self.generation)], capture_output=True,
                              text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return self.generation.read_bytes()

    def zip(self, name):
        return (self.directory / "downloads" / name / "all.zip").read_bytes()

    def has(self, *texts):
        for text in texts:
            assert text in self.output + self.errors, f"no '{text}' in: {self.output}{self.errors}"


def case(function):
    def run():
        with lazaret.scratch() as scratch, feed_server(feeds()) as server:
            function(Place(scratch, server), server)
    return (function.__name__.replace("_", " "), run)


def first_update_fetches_every_feed(place, server):
    place.update().has("feeds: 3 fetched, 0 unchanged, 0 absent, 0 failed")
    place.verify()
    assert place.zip("Azure Linux") == server.files["Azure Linux/all.zip"]


def an_unchanged_feed_is_not_sent_again(place, server):
    before = place.update().verify()
    server.requests.clear()
    place.update().has("feeds: 0 fetched, 3 unchanged")
    assert all("If-None-Match" in headers for _, headers in server.requests), server.requests
    assert place.verify() == before


def a_changed_feed_is_fetched_again(place, server):
    before = place.update().verify()
    server.files["npm/all.zip"] = all_zip(feeds("3.0.0")["npm"])
    place.update().has("feeds: 1 fetched, 2 unchanged")
    assert place.verify() != before


def cut_connections_are_resumed_where_they_were_cut(place, server):
    data = server.files["npm/all.zip"]
    cuts = [1000, 700]  # bytes of the first try, and of the second

    def cut(request):
        request.answer(data, only=cuts.pop(0))
        return not cuts
    server.faults["npm/all.zip"] = cut
    place.update().has("feeds: 3 fetched")
    ranges = [headers.get("Range") for headers in server.asked("npm/all.zip")]
    assert ranges == [None, "bytes=1000-", "bytes=1700-"], ranges
    assert all("If-Range" in headers for headers in server.asked("npm/all.zip")[1:])
    assert place.zip("npm") == data
    place.verify()


def a_feed_that_changed_while_it_was_cut_begins_again(place, server):
    old, new = server.files["npm/all.zip"], all_zip(feeds("9.0.0")["npm"])

    def cut(request):
        request.answer(old, only=1000)
        server.files["npm/all.zip"] = new
        return True
    server.faults["npm/all.zip"] = cut
    place.update().has("feeds: 3 fetched")
    assert place.zip("npm") == new


def a_server_that_continues_elsewhere_is_not_believed(place, server):
    data = server.files["npm/all.zip"]

    def lie(request):
        if "Range" not in request.headers:
            return request.answer(data, only=1000)
        request.send_response(206)
        request.send_header("Content-Range", f"bytes 0-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        return request.wfile.write(data) and False
    server.faults["npm/all.zip"] = lie
    place.update(1).has("npm", "the server continued at", "asked for bytes 1000-")
    assert not (place.directory / "downloads/npm/all.zip").exists()
    place.verify()


def a_missing_ecosystem_is_named_and_the_others_are_built(place, server):
    del server.files["npm/all.zip"]
    place.update().has("npm: the mirror lists this ecosystem but has no zip of it", "1 absent")
    place.verify()


def a_longer_claim_than_the_content_is_no_whole_feed(place, server):
    before = place.update().verify()
    data = all_zip(feeds("3.0.0")["npm"])
    server.faults["npm/all.zip"] = lambda request: request.answer(data[:-100], length=len(data) + 5) and False
    place.update(1).has("npm", "1 failed")
    assert place.verify() == before


def a_shorter_claim_than_the_content_is_no_whole_feed(place, server):
    before = place.update().verify()
    data = all_zip(feeds("3.0.0")["npm"])
    server.faults["npm/all.zip"] = lambda request: request.answer(data, length=len(data) - 50) and False
    place.update(1).has("npm", "1 failed")
    assert place.verify() == before


def a_claim_over_the_limit_is_refused_at_once(place, server):
    server.faults["npm/all.zip"] = lambda request: request.answer(b"x", length=3 << 30) and False
    place.update(1).has("npm", "larger than the limit of 2.0 GiB")
    place.verify()


def a_feed_that_is_no_zip_leaves_the_last_good_one(place, server):
    before = place.update().verify()
    for garbage in (b"<html>captive portal</html>" * 100, b"", b"PK\x03\x04" + bytes(5000)):
        server.files["npm/all.zip"] = garbage
        place.update(1).has("npm", "1 failed")
        assert place.verify() == before
    server.files["npm/all.zip"] = all_zip(feeds("3.0.0")["npm"])
    place.update().has("feeds: 1 fetched")


def a_list_that_names_no_ecosystem_is_refused(place, server):
    before = place.update().verify()
    for text in (b"../../etc\n", b"npm\n.hidden\n", b"a/b\n", b"x" * 200, b"".join(b"e%d\n" % n for n in range(600))):
        server.files["ecosystems.txt"] = text
        place.update(1).has("is no name of an ecosystem", "stays in use")
    assert place.verify() == before


def redirect_loops_end(place, server):
    server.faults["npm/all.zip"] = lambda request: request.plain(302, Location="/npm/all.zip") and False
    place.update(1).has("npm", "redirect", "1 failed")
    assert len(server.asked("npm/all.zip")) == 6
    place.verify()


def a_redirect_is_followed(place, server):
    server.files["elsewhere"] = server.files["npm/all.zip"]
    server.faults["npm/all.zip"] = lambda request: request.plain(302, Location="/elsewhere") or True
    place.update().has("feeds: 3 fetched")


def a_redirect_to_another_protocol_is_refused(place, server):
    secret = place.directory / "secret"
    secret.write_bytes(server.files["npm/all.zip"])
    server.faults["npm/all.zip"] = lambda request: request.plain(302, Location=f"file://{secret}") and False
    place.update(1).has("npm", "1 failed")
    assert not (place.directory / "downloads/npm/all.zip").exists()


def errors_of_the_server_are_tried_again(place, server):
    statuses = [503, 429, 500]

    def fail(request):
        request.plain(statuses.pop(0))
        return not statuses
    server.faults["npm/all.zip"] = fail
    place.update().has("feeds: 3 fetched")


def a_server_that_denies_is_not_asked_twice(place, server):
    server.faults["npm/all.zip"] = lambda request: request.plain(403) and False
    place.update(1).has("npm", "the server answered 403")
    assert len(server.asked("npm/all.zip")) == 1


def a_server_that_is_gone_leaves_the_generation_and_says_so(place, server):
    before = place.update().verify()
    server.close()
    place.update(1).has("ecosystems.txt", "the generation of 2026-11-01T00:00:00Z", "stays in use")
    assert place.verify() == before


def a_first_update_without_a_server_says_that_there_is_nothing(place, server):
    server.close()
    place.update(1).has("there is no generation at")
    assert not place.generation.exists()


def a_second_update_at_the_same_time_is_told_so(place, server):
    def wait(request):
        time.sleep(1.5)
        return request.answer(server.files["npm/all.zip"]) or True
    server.faults["npm/all.zip"] = wait
    first = subprocess.Popen(place.command(), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not server.asked("npm/all.zip"):
        time.sleep(0.01)
    place.update(1).has("another update is at work in")
    assert first.wait(20) == 0
    place.verify()


def https_never_leads_to_http(place, server):
    certificate = place.directory / "mirror.pem"
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificate, "-out",
                           place.directory / "mirror.crt", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                          capture_output=True)
    if made.returncode != 0:
        raise tap.Skip("openssl made no certificate")
    with certificate.open("ab") as pem:
        pem.write((place.directory / "mirror.crt").read_bytes())
    with feed_server(feeds(), certificate) as secure:
        place.server = secure
        place.update(1).has("certificate", "there is no generation")
        place.flags = ["--cacert", str(place.directory / "mirror.crt")]
        before = place.update().verify()
        secure.faults["npm/all.zip"] = lambda request: request.plain(302, Location=f"{server.url}/npm/all.zip") and False
        server.requests.clear()
        place.update(1).has("npm", "1 failed")
        assert not server.requests, "the plain server was asked"
        assert place.verify() == before


def a_kill_during_an_update_leaves_the_old_generation_or_the_new_one(place, server):
    states = [feeds("2.0.0", 1500), feeds("3.0.0", 1500)]
    server.serve(states[0])
    whole = [place.update().verify()]
    server.serve(states[1])
    started = time.monotonic()
    whole.append(place.update().verify())
    seconds = time.monotonic() - started
    moments = random.Random(2026)
    for number in range(KILLS):
        server.serve(states[number % 2])
        process = subprocess.Popen(place.command(), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.random() * seconds * 1.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert place.verify() in whole, f"neither the old nor the new generation after kill {number}"
    server.serve(states[0])
    assert place.update().verify() == whole[0], "the update after the kills differs"
    left = sorted(path.name for path in place.directory.rglob("*") if path.suffix in (".part", ".new"))
    assert not left, left


if __name__ == "__main__":
    tap.run([case(function) for function in (
        first_update_fetches_every_feed, an_unchanged_feed_is_not_sent_again, a_changed_feed_is_fetched_again,
        cut_connections_are_resumed_where_they_were_cut, a_feed_that_changed_while_it_was_cut_begins_again,
        a_server_that_continues_elsewhere_is_not_believed, a_missing_ecosystem_is_named_and_the_others_are_built,
        a_longer_claim_than_the_content_is_no_whole_feed, a_shorter_claim_than_the_content_is_no_whole_feed,
        a_claim_over_the_limit_is_refused_at_once, a_feed_that_is_no_zip_leaves_the_last_good_one,
        a_list_that_names_no_ecosystem_is_refused, redirect_loops_end, a_redirect_is_followed,
        a_redirect_to_another_protocol_is_refused, errors_of_the_server_are_tried_again,
        a_server_that_denies_is_not_asked_twice, a_server_that_is_gone_leaves_the_generation_and_says_so,
        a_first_update_without_a_server_says_that_there_is_nothing, a_second_update_at_the_same_time_is_told_so,
        https_never_leads_to_http, a_kill_during_an_update_leaves_the_old_generation_or_the_new_one)])
