# SPDX-License-Identifier: Apache-2.0
"""Small OCI images for tests: layers from {path: bytes} or ready tars, written as a layout directory or an archive.

Everything can be replaced before it is written, so that a test can break exactly one thing.
"""
import gzip
import hashlib
import io
import json
import pathlib
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def tar_of(files: dict) -> bytes:
    """Values are bytes, or TarInfo-changing callables for entries that are not plain files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            if callable(content):
                content = content(entry) or b""
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def symlink(target):
    def make(entry):
        entry.type, entry.linkname = tarfile.SYMTYPE, target
    return make


def hardlink(target):
    def make(entry):
        entry.type, entry.linkname = tarfile.LNKTYPE, target
    return make


class Image:
    def __init__(self):
        self.tars, self.blobs, self.diff_ids = [], [], []
        self.compression = "gzip"
        self.edit_config = self.edit_manifest = self.edit_index = lambda value: value
        self.drop = set()  # digests of blobs that are left out
        self.replace = {}  # digest -> other bytes under that name

    def layers(self, *layers):
        for layer in layers:
            tar = layer if isinstance(layer, bytes) else tar_of(layer)
            self.tars.append(tar)
            self.diff_ids.append(digest_of(tar))
            self.blobs.append((gzip.compress(tar, 1, mtime=0), "+gzip") if self.compression == "gzip" else (tar, ""))
        return self

    def blob_layer(self, blob: bytes, suffix="+gzip", diff_id=None):
        """A layer of which only the stored bytes are given."""
        self.tars.append(None)
        self.diff_ids.append(diff_id or digest_of(blob))
        self.blobs.append((blob, suffix))
        return self

    def files(self) -> dict:
        files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

        def add(content, media_type):
            digest = digest_of(content)
            if digest not in self.drop:
                files["blobs/" + digest.replace(":", "/")] = self.replace.get(digest, content)
            return {"mediaType": media_type, "digest": digest, "size": len(content)}

        layers = [add(blob, LAYER + suffix) for blob, suffix in self.blobs]
        config = self.edit_config({"architecture": "amd64", "os": "linux",
                                   "rootfs": {"type": "layers", "diff_ids": self.diff_ids}})
        manifest = self.edit_manifest({"schemaVersion": 2, "mediaType": MANIFEST,
                                       "config": add(as_bytes(config), CONFIG), "layers": layers})
        entry = add(as_bytes(manifest), MANIFEST)
        entry["annotations"] = {"org.opencontainers.image.ref.name": "v1"}
        files["index.json"] = as_bytes(self.edit_index({"schemaVersion": 2, "mediaType": INDEX, "manifests": [entry]}))
        return files

    def write_layout(self, directory) -> pathlib.Path:
        directory = pathlib.Path(directory)
        for name, content in self.files().items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return directory

    def write_archive(self, path) -> pathlib.Path:
        pathlib.Path(path).write_bytes(tar_of(self.files()))
        return pathlib.Path(path)


def as_bytes(value) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()
