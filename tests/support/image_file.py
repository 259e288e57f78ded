# SPDX-License-Identifier: Apache-2.0
"""Writes one file of an OCI archive with one layer to standard output: an oracle's way around Lazaret's own reader.

Usage: image_file.py ARCHIVE PATH
"""
import io
import json
import sys
import tarfile


def blob(archive, digest):
    return archive.extractfile("blobs/" + digest.replace(":", "/")).read()


def main(path, wanted):
    with tarfile.open(path) as archive:
        index = json.load(archive.extractfile("index.json"))
        manifest = json.loads(blob(archive, index["manifests"][0]["digest"]))
        for layer in reversed(manifest["layers"]):
            with tarfile.open(fileobj=io.BytesIO(blob(archive, layer["digest"]))) as files:
                for entry in files:
                    if entry.name.removeprefix("./") == wanted:
                        sys.stdout.buffer.write(files.extractfile(entry).read())
                        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
