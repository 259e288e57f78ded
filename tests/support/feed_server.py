# SPDX-License-Identifier: Apache-2.0
"""A mirror of OSV feeds on the loopback interface, laid out as the public bucket is, that fails as it is told to.

Called by the tests of `lazaret db`. `files` maps a path ("npm/all.zip") to bytes; `faults` maps a path to a function
that answers the request in place of the server, taken off once it returns True.
"""
import contextlib
import hashlib
import http.server
import io
import json
import re
import ssl
import threading
import urllib.parse
import zipfile


def record(number, package, ecosystem, fixed="2.0.0", **more):
    return {"id": f"GHSA-{number:04}-{ecosystem}-{package}".replace(" ", "-"), "modified": "2026-01-01T00:00:00Z", "published": "2025-12-01T00:00:00Z",
            "summary": f"A flaw in {package}", "details": f"Number {number} of {package} in {ecosystem}.",
            "aliases": [f"CVE-2025-{number:04}"],
            "affected": [{"package": {"ecosystem": ecosystem, "name": package},
                          "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}], **more}


def all_zip(records) -> bytes:
    """The zip of an ecosystem, of records or of (name, bytes) pairs; equal input gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in records:
            name, data = entry if isinstance(entry, tuple) else (f"{entry['id']}.json", json.dumps(entry).encode())
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def etag_of(data: bytes) -> str:
    return '"' + hashlib.sha256(data).hexdigest()[:16] + '"'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802: the name is the library's
        path = urllib.parse.unquote(self.path).lstrip("/")
        feeds = self.server.feeds
        feeds.requests.append((path, dict(self.headers)))
        fault = feeds.faults.get(path)
        if fault:
            if fault(self):
                feeds.faults.pop(path, None)
        elif path in feeds.files:
            self.answer(feeds.files[path])
        else:
            self.plain(404)

    def plain(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, data, only=None, length=None):
        """The file as asked for: conditional, ranged. `only`: cut after so many bytes. `length`: what is claimed."""
        etag = etag_of(data)
        if self.headers.get("If-None-Match") == etag:
            return self.plain(304, ETag=etag)
        wanted = re.fullmatch(r"bytes=([0-9]+)-", self.headers.get("Range", ""))
        start = int(wanted[1]) if wanted and self.headers.get("If-Range", etag) == etag else 0
        if start > len(data):
            return self.plain(416)
        self.send_response(206 if start else 200)
        self.send_header("ETag", etag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start if length is None else length))
        self.end_headers()
        self.wfile.write(data[start:][:only])
        if only is not None or length is not None:
            self.close_connection = True
        return None


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that goes away in the middle is what the tests do."""


class FeedServer:
    def __init__(self, certificate=None):
        self.files, self.faults, self.requests = {}, {}, []
        self.http = Server(("127.0.0.1", 0), Handler)
        self.http.feeds = self
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
            self.scheme = "https"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.http.server_address[1]}"

    def serve(self, feeds):
        """{ecosystem: records}; ecosystems.txt lists all of them."""
        self.files = {f"{name}/all.zip": all_zip(records) for name, records in feeds.items()}
        self.files["ecosystems.txt"] = "".join(f"{name}\n" for name in feeds).encode()

    def asked(self, path):
        return [headers for asked, headers in self.requests if asked == path]

    def close(self):
        self.http.shutdown()
        self.http.server_close()


@contextlib.contextmanager
def feed_server(feeds, certificate=None):
    server = FeedServer(certificate)
    server.serve(feeds)
    try:
        yield server
    finally:
        server.close()
