# SPDX-License-Identifier: Apache-2.0
"""Scans from Debian's docker-registry, filled by skopeo: open, with a login, with tokens, over TLS; by mirror, helper and
proxy. The report of `docker://…` is that of the same image in an archive, but for its reference."""
import base64
import http.server
import pathlib
import re
import sys
import threading
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from docker_registry import PASSWORD, USER, TokenServer, docker_registry, htpasswd, require  # noqa: E402
from faulty_registry import Tokens, basic, faulty_registry  # noqa: E402
from oci_image import digest_of  # noqa: E402
from registry_client import Home, healthy_image, make_certificate  # noqa: E402


def case(function):
    def run():
        with lazaret.scratch() as scratch:
            function(Home(scratch), pathlib.Path(scratch))
    return (function.__name__.replace("_", " "), run)


def same_but_reference(one, other):
    def bare(report):
        return {**report, "image": {**report["image"], "reference": None}}
    assert bare(one.report) == bare(other.report), (one.report, other.report)
    assert one.report["image"]["reference"] != other.report["image"]["reference"]


def archive(directory):
    return healthy_image().write_archive(directory / "image.tar")


def an_open_registry_gives_the_report_of_the_archive(home, directory):
    with docker_registry(directory) as registry:
        file = archive(directory)
        reference = registry.push(f"oci-archive:{file}:v1", "team/app:v1")
        stored = home.scan(f"oci-archive:{file}").expect(0)
        pulled = home.scan(reference).expect(0)
        assert pulled.report["status"] == "healthy" and pulled.report["packages"]
        same_but_reference(pulled, stored)
        by_digest = home.scan(f"{registry.host}/team/app@{pulled.report['image']['digest']}").expect(0)
        same_but_reference(by_digest, stored)
        for name, text in (("team/app:none", "MANIFEST_UNKNOWN"), ("team/none:v1", "404"), ("Team/app", "lower case")):
            failed = home.scan(f"docker://{registry.host}/{name}")
            assert failed.code == 1 and text in failed.errors, failed.errors


def a_docker_schema_2_image_gives_the_same_packages(home, directory):
    with docker_registry(directory) as registry:
        file = archive(directory)
        reference = registry.push(f"oci-archive:{file}:v1", "team/app:v2s2", "--format", "v2s2")
        scan = home.scan(reference).expect(0)
        assert scan.package_rows("name", "version") == home.scan(f"oci-archive:{file}").package_rows("name", "version")


def a_login_is_needed_and_found(home, directory):
    require("htpasswd")
    with docker_registry(directory, auth=htpasswd(directory)) as registry:
        file = archive(directory)
        reference = registry.push(f"oci-archive:{file}:v1", "team/app:v1", "--dest-creds", f"{USER}:{PASSWORD}")
        refused = home.scan(reference)
        assert refused.code == 1 and f"docker login {registry.host}" in refused.errors, refused.errors
        home.log_in(registry.host, USER, "wrong")
        assert home.scan(reference).code == 1
        home.log_in(registry.host, USER, PASSWORD)
        same_but_reference(home.scan(reference).expect(0), home.scan(f"oci-archive:{file}").expect(0))
        # --authfile takes the place of all others.
        nobody = home.write("nobody.json", {"auths": {}})
        assert home.scan(reference, "--authfile", str(nobody)).code == 1
        assert "nowhere.json" in home.scan(reference, "--authfile", str(directory / "nowhere.json")).errors


def tokens_are_fetched_for_the_repository(home, directory):
    require("openssl", "docker-registry")
    server = TokenServer(directory)
    options = {"token": {"realm": server.url, "service": "test", "issuer": "test", "rootcertbundle": str(server.certificate)}}
    with docker_registry(directory, auth=options) as registry:
        file = archive(directory)
        reference = registry.push(f"oci-archive:{file}:v1", "team/app:v1", "--dest-creds", f"{USER}:{PASSWORD}")
        assert home.scan(reference).code == 1
        home.log_in(registry.host, USER, PASSWORD)
        server.requests.clear()
        same_but_reference(home.scan(reference).expect(0), home.scan(f"oci-archive:{file}").expect(0))
        assert len(server.requests) == 1 and "repository%3Ateam%2Fapp%3Apull" in server.requests[0][0], server.requests
    server.close()


def a_certificate_of_the_users_own_is_trusted(home, directory):
    certificate = make_certificate(directory)
    tls = {"tls": {"certificate": str(certificate.with_suffix(".crt")), "key": str(certificate.with_suffix(".key"))}}
    with docker_registry(directory, scheme="https", http=tls) as registry:
        file = archive(directory)
        reference = registry.push(f"oci-archive:{file}:v1", "team/app:v1")
        unknown = home.scan(reference, retries=0)
        assert unknown.code == 1 and "certificate" in unknown.errors and "certs.d" in unknown.errors, unknown.errors
        (home.certificates(registry.host) / "ca.crt").write_text(make_certificate(directory, "other").with_suffix(".crt").read_text())
        assert home.scan(reference, retries=0).code == 1
        (home.certificates(registry.host) / "ca.crt").write_text(certificate.with_suffix(".crt").read_text())
        same_but_reference(home.scan(reference).expect(0), home.scan(f"oci-archive:{file}").expect(0))


def a_client_certificate_is_shown_where_it_is_asked_for(home, directory):
    certificate = make_certificate(directory)
    client = make_certificate(directory, "client")
    tls = {"tls": {"certificate": str(certificate.with_suffix(".crt")), "key": str(certificate.with_suffix(".key")),
                   "clientcas": [str(client.with_suffix(".crt"))]}}
    with docker_registry(directory, scheme="https", http=tls) as registry:
        place = home.certificates(registry.host)
        (place / "ca.crt").write_text(certificate.with_suffix(".crt").read_text())
        reference = f"docker://{registry.host}/team/app:v1"
        assert home.scan(reference, retries=0).code == 1
        (place / "client.cert").write_text(client.with_suffix(".crt").read_text())
        half = home.scan(reference, retries=0)
        assert half.code == 1 and "client.key" in half.errors, half.errors
        (place / "client.key").write_text(client.with_suffix(".key").read_text())
        answered = home.scan(reference, retries=0)
        assert answered.code == 1 and "answered 404" in answered.errors, answered.errors
        registry.push(f"oci-archive:{archive(directory)}:v1", "team/app:v1", "--dest-cert-dir", str(place))
        home.scan(reference).expect(0)


def an_insecure_registry_is_not_verified_only_where_configured(home, directory):
    with faulty_registry(make_certificate(directory)) as registry:
        reference = registry.push(healthy_image())
        assert home.scan(reference, retries=0).code == 1
        home.conf.write_text(f'[[registry]]\nlocation = "{registry.host}"\ninsecure = true\n')
        home.scan(reference).expect(0)


def mirrors_come_first_and_the_registry_last(home, directory):
    with faulty_registry() as mirror, faulty_registry() as origin:
        mirror.push(healthy_image())
        origin.push(healthy_image())
        home.conf.write_text(f'[[registry]]\nprefix = "registry.test"\nlocation = "{origin.host}"\n'
                             f'[[registry.mirror]]\nlocation = "127.0.0.1:1"\n[[registry.mirror]]\nlocation = "{mirror.host}"\n')
        scan = home.scan("docker://registry.test/team/app:v1", retries=0).expect(0)
        assert "the mirror 127.0.0.1:1 was of no use" in scan.errors, scan.errors
        assert mirror.asked("/blobs/") and not origin.requests
        mirror.fault("/manifests/", lambda handler: handler.error(404))
        home.scan("docker://registry.test/team/app:v1", retries=0).expect(0)
        assert origin.asked("/blobs/")
        # A mirror cannot pass off other bytes for a digest.
        digest = digest_of(origin.manifests["v1"][1])
        mirror.faults.clear()
        mirror.manifests[digest] = (mirror.manifests["v1"][0], mirror.manifests["v1"][1] + b" ")
        scan = home.scan(f"docker://registry.test/team/app@{digest}", retries=0).expect(0)
        assert "wrong digest" in scan.errors and scan.report["image"]["digest"] == digest


def registries_conf_blocks_completes_and_warns(home, directory):
    with faulty_registry() as registry:
        reference = registry.push(healthy_image())
        home.conf.write_text(f'[[registry]]\nprefix = "{registry.host}/team"\nblocked = true\n')
        blocked = home.scan(reference)
        assert blocked.code == 1 and "blocks" in blocked.errors and not registry.requests
        home.conf.write_text(f'unqualified-search-registries = ["{registry.host}"]\nfuture-key = 1\n[aliases]\n"app" = "{registry.host}/team/app"\n')
        warned = home.scan("team/app:v1").expect(0)
        assert "registries.conf:2:" in warned.errors and "future-key" in warned.errors, warned.errors
        home.scan("app:v1").expect(0)
        home.conf.write_text('unqualified-search-registries = ["a.example", "b.example"]\n')
        several = home.scan("team/app:v1")
        assert several.code == 1 and "a.example/team/app:v1, b.example/team/app:v1" in several.errors, several.errors
        for bad, text in (("[[registry]\n", "registries.conf:1:"), ('[registries.block]\nregistries = ["x"]\n', "first form"),
                          ("[[registry]]\nblocked = 1\nlocation = 'x.y'\n", "neither true nor false")):
            home.conf.write_text(bad)
            failed = home.scan(reference)
            assert failed.code == 1 and text in failed.errors, failed.errors


def the_example_of_the_how_to_means_what_it_says(home, directory):
    text = (lazaret.ROOT / "docs/how-to/scan-from-a-registry.md").read_text()
    home.conf.write_text(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
    blocked = home.scan("docker://untrusted.example.com/team/app")
    assert blocked.code == 1 and "blocks" in blocked.errors and "note" not in blocked.errors, blocked.errors


def a_credential_helper_is_asked(home, directory):
    with faulty_registry() as registry:
        reference = registry.push(healthy_image())
        basic(registry, USER, PASSWORD)
        programs = directory / "bin"
        programs.mkdir()
        home.environment["PATH"] = f"{programs}:/usr/bin:/bin"

        def helper(script):
            file = programs / "docker-credential-test"
            file.write_text(f"#!/bin/sh\n{script}\n")
            file.chmod(0o755)
        helper(f'read server; echo "$1 $server" >> {directory}/asked; printf \'{{"ServerURL":"x","Username":"{USER}","Secret":"{PASSWORD}"}}\'')
        home.write(".docker/config.json", {"credHelpers": {registry.host: "test"}})
        home.scan(reference).expect(0)
        assert (directory / "asked").read_text() == f"get {registry.host}\n"
        for script, text in (("echo broken", "did not write"), ("echo 'no such key' ; exit 3", "exit 3"), ("yes x", "more than the limit"),
                             ("echo 'credentials not found in native keychain'; exit 1", "none is known")):
            helper(script)
            failed = home.scan(reference, retries=0)
            assert failed.code == 1 and text in failed.errors, f"{script}: {failed.errors}"
        for name, text in (("../test", "no name of a credential helper"), ("absent", "docker-credential-absent is not in PATH")):
            home.write(".docker/config.json", {"credsStore": name})
            failed = home.scan(reference, retries=0)
            assert failed.code == 1 and text in failed.errors, failed.errors


def an_identity_token_is_posted(home, directory):
    with faulty_registry() as registry:
        reference = registry.push(healthy_image())
        tokens = Tokens(registry)
        tokens.identity.add("refresh-me")
        home.write(".docker/config.json", {"auths": {registry.host: {"identitytoken": "refresh-me"}}})
        home.scan(reference).expect(0)
        posts = registry.asked("POST /token")
        assert len(posts) == 1 and "grant_type=refresh_token" in posts[0][3] and "refresh_token=refresh-me" in posts[0][3], posts
        home.write(".docker/config.json", {"auths": {registry.host: {"identitytoken": "stale-token"}}})
        stale = home.scan(reference)
        assert stale.code == 1 and "stale-token" not in stale.errors, stale.errors
        # A token server without POST is asked by GET, with the token in the password's place.
        registry.faults.insert(0, [re.compile("POST /token"), lambda handler: handler.error(405), 10])
        tokens.users["ann"] = "refresh-me"
        home.write(".docker/config.json", {"auths": {registry.host: {"username": "ann", "identitytoken": "refresh-me"}}})
        home.scan(reference).expect(0)


def files_of_credentials_have_their_order(home, directory):
    with faulty_registry() as registry:
        reference = registry.push(healthy_image())
        basic(registry, USER, PASSWORD)
        places = [".docker/config.json", "run/containers/auth.json", ".config/containers/auth.json"]
        home.environment["XDG_RUNTIME_DIR"] = str(directory / "run")
        for number, place in enumerate(places):
            home.log_in(registry.host, USER, PASSWORD, file=place)
            for later in places[number + 1:]:
                home.log_in(registry.host, USER, "wrong", file=later)
            home.scan(reference).expect(0)
            (directory / place).unlink()
        home.write(".dockercfg", {f"https://{registry.host}/v1/": {"auth": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}})
        for place in places:
            (directory / place).unlink(missing_ok=True)
        home.scan(reference).expect(0)
        # The longest key counts.
        home.write(".docker/config.json", {"auths": {registry.host: {"username": "x", "password": "wrong"},
                                                     f"{registry.host}/team": {"username": USER, "password": PASSWORD}}})
        home.scan(reference).expect(0)
        # A file that is damaged is not an anonymous pull.
        home.write(".docker/config.json", "{")
        assert ".docker/config.json" in home.scan(reference).errors


def a_proxy_of_the_environment_is_used(home, directory):
    """A registry that only the proxy can reach; what is on this machine goes past it."""
    with faulty_registry() as registry:
        registry.push(healthy_image())
        seen = []

        class Proxy(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):  # noqa: N802
                seen.append(self.path)
                target = self.path.replace("http://registry.test:5000", registry.url).replace("http://registry.test", registry.url)
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(target) as answer:
                    body = answer.read()
                self.send_response(200)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_CONNECT(self):  # noqa: N802
                self.send_error(405)

        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{proxy.server_address[1]}"
        home.environment.update(http_proxy=url, https_proxy=url)
        home.conf.write_text('[[registry]]\nlocation = "registry.test:5000"\ninsecure = true\n')
        home.scan("docker://registry.test:5000/team/app:v1").expect(0)
        assert any("/blobs/" in path for path in seen), seen
        seen.clear()
        home.scan(f"docker://{registry.host}/team/app:v1").expect(0)
        assert not seen, seen
        proxy.shutdown()
        proxy.server_close()


if __name__ == "__main__":
    names = [name for name, value in list(globals().items()) if getattr(value, "__code__", None)
             and value.__code__.co_varnames[:2] == ("home", "directory") and value.__code__.co_argcount == 2]
    tap.run([case(globals()[name]) for name in names])
