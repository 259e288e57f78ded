# SPDX-License-Identifier: Apache-2.0
"""Debian's docker-registry on a loopback port in a directory of its own, and skopeo to fill it.

Called by tests/integration/registry_test.py. Variants: open, htpasswd, TLS, tokens (a small server here signs them).
"""
import base64
import contextlib
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse

import tap

USER, PASSWORD = "ann", "open:sesame"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require(*programs):
    for program in programs:
        if not shutil.which(program):
            raise tap.Skip(f"{program} is not installed")


class TokenServer:
    """Signs what docker-registry believes: RS256 with the certificate in the header, made by openssl."""

    def __init__(self, directory):
        self.directory, self.requests = pathlib.Path(directory), []
        key, certificate = self.directory / "token.key", self.directory / "token.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=token", "-keyout",
                        str(key), "-out", str(certificate)], check=True, capture_output=True)
        self.key, self.certificate = key, certificate
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):  # noqa: N802
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                user, _, password = base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode().partition(":")
                outer.requests.append((self.path, user))
                good = (user, password) == (USER, PASSWORD)
                body = json.dumps({"token": outer.sign(query.get("scope", [""])[0]), "expires_in": 60}).encode() if good else b"{}"
                self.send_response(200 if good else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/token"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def sign(self, scope) -> str:
        def encode(raw):
            return base64.urlsafe_b64encode(raw).rstrip(b"=")
        chain = "".join(line for line in self.certificate.read_text().splitlines() if "--" not in line)
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        now = int(time.time())
        access = [{"type": kind, "name": name, "actions": actions.split(",")}] if scope else []
        head = {"typ": "JWT", "alg": "RS256", "x5c": [chain]}
        claims = {"iss": "test", "aud": "test", "sub": USER, "iat": now, "nbf": now - 60, "exp": now + 300, "jti": str(now), "access": access}
        text = encode(json.dumps(head).encode()) + b"." + encode(json.dumps(claims).encode())
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(self.key)], input=text, capture_output=True, check=True)
        return (text + b"." + encode(signature.stdout)).decode()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


class DockerRegistry:
    def __init__(self, directory, options, scheme="http"):
        self.directory, self.port, self.scheme = pathlib.Path(directory), free_port(), scheme
        self.host = f"127.0.0.1:{self.port}"
        config = {"version": "0.1", "log": {"level": "error", "accesslog": {"disabled": True}},
                  "storage": {"filesystem": {"rootdirectory": str(self.directory / "store")}}, **options}
        config["http"] = {"addr": self.host, "secret": "test", **options.get("http", {})}
        file = self.directory / "registry.json"  # JSON is YAML
        file.write_text(json.dumps(config))
        self.log = (self.directory / "registry.log").open("wb")
        self.process = subprocess.Popen(["docker-registry", "serve", str(file)], stdout=self.log, stderr=self.log,
                                        env={"PATH": os.environ["PATH"], "HOME": str(self.directory), "OTEL_TRACES_EXPORTER": "none"})
        self.wait()

    def wait(self):
        """Until it accepts connections; whether it is well the tests will see."""
        for _ in range(600):
            assert self.process.poll() is None, (self.directory / "registry.log").read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError("docker-registry does not listen")

    def push(self, source, name, *flags):
        command = ["skopeo", "copy", "--all", "--quiet", "--dest-tls-verify=false", *flags, str(source), f"docker://{self.host}/{name}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=self.directory)
        assert done.returncode == 0, done.stderr
        return f"docker://{self.host}/{name}"

    def close(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


@contextlib.contextmanager
def docker_registry(directory, scheme="http", **options):
    require("docker-registry", "skopeo", "openssl", "htpasswd")
    registry = DockerRegistry(directory, options, scheme)
    try:
        yield registry
    finally:
        registry.close()


def htpasswd(directory) -> dict:
    file = pathlib.Path(directory) / "htpasswd"
    file.write_text(subprocess.run(["htpasswd", "-Bbn", "-C", "4", USER, PASSWORD], check=True, capture_output=True, text=True).stdout)
    return {"htpasswd": {"realm": "test", "path": str(file)}}
