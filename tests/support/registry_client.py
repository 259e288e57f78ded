# SPDX-License-Identifier: Apache-2.0
"""Scans of images in registries, with a home of their own: nothing of this machine's set-up takes part.

Called by the registry tests.
"""
import base64
import json
import pathlib
import subprocess

import lazaret
from oci_image import Image

VARIABLES = ("REGISTRY_AUTH_FILE", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "http_proxy", "https_proxy",
             "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "LAZARET_AUTHFILE",
             "LAZARET_TIMEOUT", "LAZARET_RETRIES", "LAZARET_OFFLINE")
FILES = {"etc/os-release": b"ID=debian\nVERSION_ID=12\n",
         "var/lib/dpkg/status": b"Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2\n\n"}


def healthy_image():
    """Two layers, nothing wrong with them, and large enough to be cut."""
    noise = bytes(n * 7919 % 251 for n in range(50_000))
    return Image().layers(FILES, {"opt/data": noise, "opt/more": noise[::-1]})


def fresh_database(directory):
    """A feed of Debian that is not silent, with nothing to say of the image."""
    feed = pathlib.Path(directory) / "osv/Debian"
    out = pathlib.Path(directory) / "fresh.lzdb"
    if not out.exists():
        feed.mkdir(parents=True)
        (feed / "DSA-1.json").write_text(json.dumps({
            "id": "DSA-1", "modified": "2026-10-30T00:00:00Z", "published": "2026-10-30T00:00:00Z",
            "affected": [{"package": {"ecosystem": "Debian:12", "name": "zsh"},
                          "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "6"}]}]}]}))
        lazaret.build_database(feed.parent, out)
    return out


class Home:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.environment = {name: "" for name in VARIABLES}
        self.environment["HOME"] = str(self.directory)
        self.conf = self.directory / "registries.conf"
        self.environment["CONTAINERS_REGISTRIES_CONF"] = str(self.conf)

    def scan(self, reference, *flags, cache=None, retries=1, database=True, timeout=120):
        known = ["--db", str(fresh_database(self.directory))] if database else []
        return lazaret.Scan(reference, *known, "--retries", str(retries), *flags, cache=cache, timeout=timeout,
                            environment=self.environment)

    def write(self, path, content):
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    def log_in(self, host, user, password, file=".docker/config.json"):
        return self.write(file, {"auths": {host: {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}}})

    def certificates(self, host):
        directory = self.directory / ".config/containers/certs.d" / host
        directory.mkdir(parents=True, exist_ok=True)
        return directory


def make_certificate(directory, name="server", authority=None, address="IP:127.0.0.1"):
    """A key and certificate in one PEM: self-signed where no authority's PEM is given."""
    out = pathlib.Path(directory) / f"{name}.pem"
    key, certificate = out.with_suffix(".key"), out.with_suffix(".crt")
    signer = ["-CA", str(authority), "-CAkey", str(authority)] if authority else []
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName={address}", "-keyout", str(key), "-out", str(certificate),
                    *signer], check=True, capture_output=True)
    out.write_text(key.read_text() + certificate.read_text())
    return out
