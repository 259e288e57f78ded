#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes small container images in every form that Lazaret reads, and broken in every way that it must name.

    make_image.py KIND PATH     writes one image: a directory for oci-layout* kinds, else a file
    make_image.py --list        prints the kinds

Standard library only; equal calls give equal bytes. Called by unit and integration tests.
"""
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
AMD64 = {"os": "linux", "architecture": "amd64"}
ARM64 = {"os": "linux", "architecture": "arm64", "variant": "v8"}


def tar_of(members):
    """members: list of (name, bytes), (name, ("symlink"|"hardlink", target)) or (name, None) for a directory."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.mode = 0o644
            if content is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
            elif isinstance(content, tuple):
                info.type = tarfile.SYMTYPE if content[0] == "symlink" else tarfile.LNKTYPE
                info.linkname = content[1]
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content) if isinstance(content, bytes) else None)
    return out.getvalue()


BASE_LAYER = tar_of([("etc", None), ("etc/os-release", b'ID=alpine\nVERSION_ID=3.18.9\n'), ("bin", None),
                     ("bin/sh", b"\x7fELF" + bytes(60))])
APP_LAYER = tar_of([("app", None), ("app/package.json", b'{"name":"left-pad","version":"1.3.0"}')])
BASE = "org.opencontainers.image.base."
HISTORY = [{"created_by": "ADD base"}, {"created_by": "ENV A=b", "empty_layer": True}, {"created_by": "COPY app"}]


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def encode(value):
    return value if isinstance(value, bytes) else json.dumps(value, sort_keys=True).encode()


def squeeze(data):
    return gzip.compress(data, mtime=0)


def config_of(layers, platform=None, history=HISTORY):
    config = dict(platform or AMD64)
    config.update({"created": "2024-01-02T03:04:05Z", "config": {"Env": ["SECRET=1"], "Labels": {"who": "test"}},
                   "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]}})
    if history is not None:
        config["history"] = history
    return config


class Layout:
    """Blobs and index.json of an OCI layout, kept in memory."""

    def __init__(self):
        self.files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def blob(self, content, media_type, **more):
        data = encode(content)
        self.files["blobs/sha256/" + digest(data)[7:]] = data
        return {"mediaType": media_type, "digest": digest(data), "size": len(data), **more}

    def image(self, layers=(BASE_LAYER, APP_LAYER), platform=None, compress=True, docker=False, history=HISTORY, **more):
        types = (DOCKER_MANIFEST, DOCKER_CONFIG, DOCKER_LAYER) if docker else (
            OCI_MANIFEST, OCI_CONFIG, OCI_LAYER + ("+gzip" if compress else ""))
        config = self.blob(config_of(layers, platform, history), types[1])
        stored = [self.blob(squeeze(layer) if compress else layer, types[2]) for layer in layers]
        manifest = {"schemaVersion": 2, "mediaType": types[0], "config": config, "layers": stored}
        return self.blob(manifest, types[0], **more)

    def index(self, manifests, docker=False, **more):
        kind = DOCKER_LIST if docker else OCI_INDEX
        return self.blob({"schemaVersion": 2, "mediaType": kind, "manifests": manifests}, kind, **more)

    def finish(self, manifests):
        self.files["index.json"] = encode({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests})
        return self

    def manifest_json(self, *images):
        self.files["manifest.json"] = encode(list(images))

    def read(self, descriptor):
        return json.loads(self.files[self.path(descriptor)])

    @staticmethod
    def path(descriptor):
        return "blobs/sha256/" + descriptor["digest"][7:]


def named(name):
    return {"annotations": {"org.opencontainers.image.ref.name": name}}


def simple(**options):
    layout = Layout()
    return layout.finish([layout.image(**options, **named("latest"))])


def platforms():
    layout = Layout()
    children = [dict(layout.image(), platform=AMD64),
                dict(layout.image(layers=(BASE_LAYER,), platform=ARM64, history=None), platform=ARM64)]
    return layout, children


def multi(docker=False):
    layout, children = platforms()
    return layout.finish([layout.index(children, docker=docker)])


def nested(depth):
    layout, children = platforms()
    for _ in range(depth):
        children = [layout.index(children)]
    return layout.finish(children)


def flat():
    layout, children = platforms()
    return layout.finish(children)


def attestation():
    layout = Layout()
    image = dict(layout.image(), platform=AMD64)
    proof = dict(layout.blob({"schemaVersion": 2}, OCI_MANIFEST), platform={"os": "unknown", "architecture": "unknown"},
                 annotations={"vnd.docker.reference.type": "attestation-manifest"})
    return layout.finish([layout.index([proof, image])])


def two_tags():
    layout = Layout()
    return layout.finish([layout.image(**named("one")),
                          layout.image(layers=(BASE_LAYER,), history=None, **named("docker.io/library/base:two"))])


def foreign():
    layout = Layout()
    image = layout.image()
    manifest = layout.read(image)
    manifest["layers"][0].update(mediaType=FOREIGN_LAYER, digest=digest(b"elsewhere"), urls=["https://example.org/base"])
    return layout.finish([layout.blob(manifest, OCI_MANIFEST)])


def empty():
    return simple(layers=(), history=[])


def remade(change, **options):
    """A layout whose manifest was changed before it was sealed; `change` gets (layout, manifest)."""
    layout = Layout()
    manifest = layout.read(layout.image(**options))
    sealed = change(layout, manifest) or manifest
    media_type = OCI_MANIFEST
    return layout.finish([layout.blob(sealed, media_type)])


def origin(annotations, labels):
    """An image that says where it comes from."""
    def apply(layout, manifest):
        config = layout.read(manifest["config"])
        config["config"]["Labels"] = labels
        manifest["config"] = layout.blob(config, OCI_CONFIG)
        manifest["annotations"] = annotations
    return remade(apply)


def reconfigured(change):
    def apply(layout, manifest):
        config = layout.read(manifest["config"])
        changed = change(config) or config
        manifest["config"] = layout.blob(changed, OCI_CONFIG)
    return remade(apply)


def damaged(change):
    """A whole layout, one of whose files is then changed; `change` gets (layout, manifest descriptor, manifest)."""
    layout = Layout()
    image = layout.image()
    layout.finish([image])
    change(layout, image, layout.read(image))
    return layout


def flip(layout, path):
    data = bytearray(layout.files[path])
    data[len(data) // 2] ^= 1
    layout.files[path] = bytes(data)


def lie(part, by):
    def change(_, manifest):
        target = manifest[part] if part == "config" else manifest[part][0]
        target["size"] += by
    return remade(change)


def lie_about_manifest(by):
    layout = Layout()
    image = layout.image()
    image["size"] += by
    return layout.finish([image])


def set_member(key, value):
    def change(_, manifest):
        manifest[key] = value
    return remade(change)


def set_layer(key, value):
    def change(_, manifest):
        manifest["layers"][0][key] = value
    return remade(change)


def index_of(text):
    layout = Layout()
    layout.files["index.json"] = encode(text)
    return layout


# --- docker archives: lists of (member, content) -------------------------------------------------------------------


def docker_old(layers=(BASE_LAYER, APP_LAYER), links=None, compress=False, tags=("app:1",)):
    """What docker save wrote before it wrote layouts: a directory a layer."""
    config = encode(config_of(layers))
    config_name = digest(config)[7:] + ".json"
    members, names = [], []
    for number, layer in enumerate(layers):
        name = hashlib.sha256(b"id%d" % number).hexdigest()
        members += [(name, None), (name + "/VERSION", b"1.0"), (name + "/json", b"{}")]
        content = squeeze(layer) if compress else layer
        if links and number > 0 and layer == layers[0]:
            content = (links, "../" + names[0] if links == "symlink" else names[0])
        members.append((name + "/layer.tar", content))
        names.append(name + "/layer.tar")
    image = {"Config": config_name, "RepoTags": list(tags), "Layers": names}
    return members + [(config_name, config), ("manifest.json", encode([image])),
                      ("repositories", b'{"app":{"1":"x"}}')]


def podman():
    """podman save and skopeo: <diff id>.tar, and links from the old names."""
    layers = (BASE_LAYER, APP_LAYER)
    config = encode(config_of(layers))
    config_name = digest(config)[7:] + ".json"
    names = [digest(layer)[7:] + ".tar" for layer in layers]
    members = [(name, layer) for name, layer in zip(names, layers)]
    members += [("a/layer.tar", ("symlink", "../" + names[0]))]
    image = {"Config": config_name, "RepoTags": ["localhost/app:1"], "Layers": names}
    return members + [(config_name, config), ("manifest.json", encode([image]))]


def docker_new():
    """docker save since version 25: an OCI layout with manifest.json beside it."""
    layout = Layout()
    image = layout.image(compress=False, annotations={"io.containerd.image.name": "docker.io/library/app:1",
                                                      "org.opencontainers.image.ref.name": "1"})
    manifest = layout.read(image)
    layout.finish([image])
    layout.manifest_json({"Config": layout.path(manifest["config"]), "RepoTags": ["app:1"],
                          "Layers": [layout.path(layer) for layer in manifest["layers"]]})
    return layout


def docker_two():
    first, second = docker_old(), docker_old(layers=(BASE_LAYER,) * 2, tags=("other:2",))
    entries = [json.loads(dict(members)["manifest.json"])[0] for members in (first, second)]
    merged = [member for member in first + second if member[0] != "manifest.json"]
    return merged + [("manifest.json", encode(entries))]


def replaced(members, name, content):
    return [(path, content if path == name or path.endswith(name) else data) for path, data in members]


def layer_path(members, number=0):
    return json.loads(dict(members)["manifest.json"])[0]["Layers"][number]


def relinked(target):
    members = docker_old()
    return replaced(members, layer_path(members), ("symlink", target))


def edited_manifest(change):
    members = docker_old()
    images = json.loads(dict(members)["manifest.json"])
    change(images)
    return replaced(members, "manifest.json", encode(images))


def renamed_config():
    members = docker_old()
    wrong = "0" * 64 + ".json"
    old = json.loads(dict(members)["manifest.json"])[0]["Config"]
    images = encode(json.loads(dict(members)["manifest.json"].replace(old.encode(), wrong.encode())))
    return [(wrong if path == old else path, images if path == "manifest.json" else data) for path, data in members]


LAYOUTS = {
    "plain": lambda: simple(compress=False),
    "gzip": simple,
    "docker-types": lambda: simple(docker=True),
    "short-history": lambda: simple(history=[{"created_by": "squash"}]),
    "no-history": lambda: simple(history=None),
    "platforms": multi,
    "platforms-docker": lambda: multi(docker=True),
    "platforms-flat": flat,
    "nested-3": lambda: nested(3),
    "nested-4": lambda: nested(4),
    "attestation": attestation,
    "two-tags": two_tags,
    "foreign": foreign,
    "empty": empty,
    "annotated-base": lambda: origin({BASE + "name": "debian:12", BASE + "digest": "sha256:00"}, {BASE + "name": "label:1", "team": "shop"}),
    "labelled-base": lambda: origin({}, {BASE + "name": "label:1"}),
    "created-at-zero": lambda: reconfigured(lambda c: c.update(created="1970-01-01T00:00:00Z")),
    "created-never": lambda: reconfigured(lambda c: c.update(created="0001-01-01T00:00:00Z")),
    "created-nonsense": lambda: reconfigured(lambda c: c.update(created="last week")),
    "docker-new": docker_new,
    "bad-missing-manifest": lambda: damaged(lambda l, i, m: l.files.pop(l.path(i))),
    "bad-missing-config": lambda: damaged(lambda l, i, m: l.files.pop(l.path(m["config"]))),
    "bad-missing-layer": lambda: damaged(lambda l, i, m: l.files.pop(l.path(m["layers"][1]))),
    "bad-missing-index": lambda: damaged(lambda l, i, m: l.files.pop("index.json")),
    "bad-digest-manifest": lambda: damaged(lambda l, i, m: flip(l, l.path(i))),
    "bad-digest-config": lambda: damaged(lambda l, i, m: flip(l, l.path(m["config"]))),
    "bad-digest-layer": lambda: damaged(lambda l, i, m: flip(l, l.path(m["layers"][0]))),
    "bad-size-manifest": lambda: lie_about_manifest(1),
    "bad-size-config": lambda: lie("config", -1),
    "bad-size-layer": lambda: lie("layers", 1),
    "bad-size-negative": lambda: set_layer("size", -5),
    "bad-size-text": lambda: set_layer("size", "12"),
    "bad-no-digest": lambda: set_layer("digest", None),
    "bad-digest-form": lambda: set_layer("digest", "sha256:../../etc/passwd"),
    "bad-media-type": lambda: set_member("mediaType", OCI_INDEX),
    "bad-ambiguous": lambda: set_member("manifests", []),
    "bad-schema-version": lambda: set_member("schemaVersion", 3),
    "bad-schema-one": lambda: set_member("schemaVersion", 1),
    "bad-artifact": lambda: remade(lambda l, m: m.update(
        artifactType="application/vnd.example", config=l.blob({}, "application/vnd.oci.empty.v1+json"))),
    "bad-layer-type": lambda: set_layer("mediaType", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"),
    "bad-many-layers": lambda: remade(lambda l, m: m.update(layers=m["layers"][:1] * 10000)),
    "bad-diff-id-count": lambda: reconfigured(lambda c: c["rootfs"]["diff_ids"].clear()),
    "bad-diff-id-form": lambda: reconfigured(lambda c: c["rootfs"].update(diff_ids=["x", "y"])),
    "bad-diff-id": lambda: reconfigured(lambda c: c["rootfs"].update(diff_ids=[digest(b"a"), digest(b"b")])),
    "bad-no-rootfs": lambda: reconfigured(lambda c: c.pop("rootfs") and None),
    "bad-duplicate-keys": lambda: index_of(b'{"schemaVersion":2,"manifests":[],"manifests":[]}'),
    "bad-deep-json": lambda: index_of(b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}"),
    "bad-not-json": lambda: index_of(b"<html>"),
    "bad-huge-json": lambda: index_of(b'{"a":"' + b"x" * (5 << 20) + b'"}'),
    "bad-empty-index": lambda: index_of({"schemaVersion": 2, "manifests": []}),
    "bad-layout-version": lambda: damaged(lambda l, i, m: l.files.update({"oci-layout": b'{"imageLayoutVersion":"2.0"}'})),
}

DOCKER = {
    "docker-old": docker_old,
    "docker-symlink": lambda: docker_old(layers=(BASE_LAYER, BASE_LAYER), links="symlink"),
    "docker-hardlink": lambda: docker_old(layers=(BASE_LAYER, BASE_LAYER), links="hardlink"),
    "docker-gzip-layers": lambda: docker_old(compress=True),
    "docker-podman": podman,
    "docker-two": docker_two,
    "docker-bad-link-out": lambda: relinked("../../../../etc/passwd"),
    "docker-bad-link-loop": lambda: relinked("layer.tar"),
    "docker-bad-two-manifests": lambda: docker_old() + [("manifest.json", b"[]")],
    "docker-bad-no-layer": lambda: [m for m in docker_old() if m[0] != layer_path(docker_old(), 1)],
    "docker-bad-no-config": lambda: edited_manifest(lambda images: images[0].pop("Config")),
    "docker-bad-empty-list": lambda: edited_manifest(lambda images: images.clear()),
    "docker-bad-layer-count": lambda: edited_manifest(lambda images: images[0]["Layers"].pop()),
    "docker-bad-layers-type": lambda: edited_manifest(lambda images: images[0].update(Layers=[1, 2])),
    "docker-bad-config-digest": renamed_config,
    "docker-last-wins": lambda: [(layer_path(docker_old()), b"old")] + docker_old(),
    "other-archive": lambda: [("hello.txt", b"hello")],
}


def write_directory(layout, path):
    for name, data in layout.files.items():
        place = os.path.join(path, name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(data)


def archive_of(kind):
    name = kind.removeprefix("oci-archive-").removesuffix(".gz")
    data = tar_of(sorted(LAYOUTS[name]().files.items())) if kind.startswith("oci-archive-") else tar_of(DOCKER[name]())
    return squeeze(data) if kind.endswith(".gz") else data


def kinds():
    both = ["oci-layout-" + name for name in LAYOUTS] + ["oci-archive-" + name for name in LAYOUTS]
    return both + list(DOCKER)


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(kinds() + ["(each archive also with .gz at its end)"]))
        return 0
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    kind, path = arguments
    if kind.startswith("oci-layout-"):
        write_directory(LAYOUTS[kind.removeprefix("oci-layout-")](), path)
    else:
        with open(path, "wb") as file:
            file.write(archive_of(kind))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
