# SPDX-License-Identifier: Apache-2.0
"""A registry on the loopback interface that serves what it is given and fails as it is told to.

Called by the registry tests. `fault(pattern, answer, times)` has `answer(handler)` in place of the registry for the next
`times` requests whose "METHOD path" matches; `requests` lists all that came. Nothing here leaves 127.0.0.1.
"""
import base64
import contextlib
import http.server
import json
import re
import ssl
import threading
import time
import urllib.parse

from oci_image import INDEX, MANIFEST, digest_of

FOREVER = 10 ** 9


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802: the names are the library's
        self.handle_any()

    do_HEAD = do_POST = do_GET

    def handle_any(self):
        registry = self.server.registry
        self.form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        registry.requests.append((self.command, self.path, dict(self.headers), self.form))
        fault = registry.next_fault(f"{self.command} {self.path}")
        if fault:
            return fault(self)
        if registry.authorize and not registry.authorize(self):
            return None
        return registry.serve(self)

    # What answers are made of.
    def answer(self, status, body=b"", length=None, **headers):
        """`length`: what is claimed, where that is not true. A header's underscores are dashes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def error(self, status, code="", message="", **headers):
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode() if code else b""
        self.answer(status, body, Content_Type="application/json", **headers)

    def ranged(self, data, media_type="application/octet-stream", cut=None, ranges=True):
        """`cut`: the connection is closed after so many bytes of the body."""
        wanted = re.fullmatch(r"bytes=([0-9]+)-", self.headers.get("Range", "")) if ranges else None
        start = int(wanted[1]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", media_type)
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[start:][:cut])
        if cut is not None:
            self.close_connection = True

    def trickle(self, data, seconds=0.1):
        """A byte now and then, until somebody loses patience."""
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(seconds)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that goes away in the middle is what the tests do."""


class FaultyRegistry:
    def __init__(self, certificate=None):
        self.manifests, self.blobs, self.referrers = {}, {}, {}
        self.requests, self.faults, self.authorize = [], [], None
        self.lock = threading.Lock()
        self.http = Server(("127.0.0.1", 0), Handler)
        self.http.registry = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.scheme = "https" if certificate else "http"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def host(self):
        return f"127.0.0.1:{self.http.server_address[1]}"

    @property
    def url(self):
        return f"{self.scheme}://{self.host}"

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    # Content.
    def push(self, image, tag="v1"):
        """All blobs of an oci_image.Image; gives the reference to scan."""
        files = image.files()
        for path, content in files.items():
            if path.startswith("blobs/"):
                self.blobs["sha256:" + path.rsplit("/", 1)[1]] = content
        entry = json.loads(files["index.json"])["manifests"][0]
        self.put_manifest(self.blobs[entry["digest"]], entry["mediaType"], tag)
        return f"docker://{self.host}/team/app:{tag}"

    def put_manifest(self, body, media_type=MANIFEST, *tags):
        for name in (digest_of(body), *tags):
            self.manifests[name] = (media_type, body)
        return {"mediaType": media_type, "digest": digest_of(body), "size": len(body)}

    def put_index(self, *entries, tag):
        return self.put_manifest(json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}).encode(), INDEX, tag)

    # Faults.
    def fault(self, pattern, answer, times=FOREVER):
        self.faults.append([re.compile(pattern), answer, times])

    def next_fault(self, line):
        with self.lock:
            for fault in self.faults:
                if fault[2] > 0 and fault[0].search(line):
                    fault[2] -= 1
                    return fault[1]
        return None

    def asked(self, pattern):
        return [request for request in self.requests if re.search(pattern, f"{request[0]} {request[1]}")]

    # The registry itself.
    def serve(self, handler):
        path = urllib.parse.urlsplit(handler.path)
        if path.path == "/v2/":
            return handler.answer(200, b"{}")
        match = re.fullmatch(r"/v2/team/app/(manifests|blobs|referrers)/([^/]+)", path.path)
        if not match:
            return handler.error(404, "NAME_UNKNOWN", "repository name not known to registry")
        kind, name = match.groups()
        if kind == "manifests" and name in self.manifests:
            media_type, body = self.manifests[name]
            return handler.answer(200, body, Content_Type=media_type, Docker_Content_Digest=digest_of(body))
        if kind == "blobs" and name in self.blobs:
            return handler.ranged(self.blobs[name])
        if kind == "referrers" and name in self.referrers:
            return self.referrers[name](handler)
        return handler.error(404, "MANIFEST_UNKNOWN" if kind == "manifests" else "BLOB_UNKNOWN", "unknown")


class Tokens:
    """Bearer tokens for a FaultyRegistry, by GET (Basic or anonymous) and POST (identity token)."""

    def __init__(self, registry, realm=None, users=None, anonymous=False, expires_in=300, scheme="Bearer"):
        self.registry, self.users, self.anonymous, self.expires_in = registry, users or {}, anonymous, expires_in
        self.realm = realm or registry.url + "/token"
        self.scheme, self.valid, self.count, self.identity = scheme, set(), 0, set()
        registry.authorize = self.check
        registry.fault(r"^(GET|POST) /token", self.give)

    def check(self, handler):
        sent = handler.headers.get("Authorization", "")
        if sent.startswith("Bearer ") and sent[7:] in self.valid:
            return True
        error = ',error="invalid_token"' if sent else ""
        handler.error(401, "UNAUTHORIZED", "authentication required",
                      WWW_Authenticate=f'{self.scheme} realm="{self.realm}",service="test",scope="repository:team/app:pull"{error}')
        return False

    def give(self, handler):
        query = dict(urllib.parse.parse_qsl(handler.form if handler.command == "POST" else urllib.parse.urlsplit(handler.path).query))
        user, _, password = base64.b64decode(handler.headers.get("Authorization", "Basic ")[6:]).decode().partition(":")
        known = query.get("refresh_token") in self.identity if handler.command == "POST" else (
            self.users.get(user) == password if user else self.anonymous)
        if not known:
            return handler.error(401, "UNAUTHORIZED", "no")
        self.count += 1
        self.valid.add(f"token{self.count}")
        return handler.answer(200, json.dumps({"token": f"token{self.count}", "expires_in": self.expires_in}).encode())


def basic(registry, user, password):
    expected = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def check(handler):
        if handler.headers.get("Authorization") == expected:
            return True
        handler.error(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate='Basic realm="test"')
        return False
    registry.authorize = check


@contextlib.contextmanager
def faulty_registry(certificate=None):
    registry = FaultyRegistry(certificate)
    try:
        yield registry
    finally:
        registry.close()
