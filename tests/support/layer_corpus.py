# SPDX-License-Identifier: Apache-2.0
"""Layer stacks that try every rule by which layers add up, as (name, layers); a layer is a list of members.

Called by tests that compare the merged view with what other tools unpack. Members are made by the functions below;
`as_tar` gives the bytes of a layer, `write_layout` an OCI layout with one image.
"""
import hashlib
import io
import json
import os
import tarfile


def member(name, kind, content="", mode=0o644):
    return {"name": name, "kind": kind, "content": content, "mode": mode}


def f(name, content=None, mode=0o644): return member(name, tarfile.REGTYPE, content if content is not None else name, mode)
def d(name, mode=0o755): return member(name, tarfile.DIRTYPE, mode=mode)
def s(name, target): return member(name, tarfile.SYMTYPE, target, 0o777)
def h(name, target): return member(name, tarfile.LNKTYPE, target)
def fifo(name): return member(name, tarfile.FIFOTYPE)
def w(name):
    head, _, tail = name.rpartition("/")
    return f((head + "/" if head else "") + ".wh." + tail, "")
def o(directory): return f((directory + "/" if directory else "") + ".wh..wh..opq", "")


BASE = [d("d"), f("d/x"), d("d/e"), f("d/e/y"), f("top"), s("link", "d"), s("dangling", "nowhere")]

STACKS = [
    ("plain", [BASE]),
    ("two_layers_add", [BASE, [f("d/z"), f("new")]]),
    ("file_replaces_file", [BASE, [f("top", "again", 0o600)]]),
    ("mode_of_directory_changes", [BASE, [d("d", 0o700)]]),
    ("leading_dot_slash", [[d("./"), d("./a/"), f("./a/x")]]),
    ("leading_slash", [[f("/a/x"), f("//b//y")]]),
    ("dot_segments", [[f("a/./x"), f("./b/././y")]]),
    ("implied_parents", [[f("a/b/c/x")]]),
    ("deep_chain", [[f("/".join("abcdefghij" * 4) + "/x")]]),
    ("whiteout_file", [BASE, [w("top")]]),
    ("whiteout_directory", [BASE, [w("d")]]),
    ("whiteout_inside", [BASE, [w("d/x")]]),
    ("whiteout_symlink", [BASE, [w("link")]]),
    ("whiteout_dangling_symlink", [BASE, [w("dangling")]]),
    ("whiteout_missing", [BASE, [w("absent")]]),
    ("whiteout_missing_deep", [BASE, [w("d/absent")]]),
    ("whiteout_empty_directory", [[d("a")], [w("a")]]),
    ("whiteout_then_file", [BASE, [w("top"), f("top", "again")]]),
    ("file_then_whiteout", [BASE, [f("top", "again"), w("top")]]),
    ("whiteout_then_directory", [BASE, [w("d"), d("d"), f("d/n")]]),
    ("directory_then_whiteout", [BASE, [d("d"), f("d/n"), w("d")]]),
    ("child_then_whiteout_of_parent", [BASE, [f("d/e/n"), w("d")]]),
    ("whiteout_of_parent_then_child", [BASE, [w("d"), f("d/e/n")]]),
    ("whiteout_twice", [BASE, [w("top")], [w("top")]]),
    ("whiteout_and_back", [BASE, [w("d")], [f("d/x", "third")]]),
    ("whiteout_middle_layer", [[f("a", "1")], [f("a", "2")], [w("a")], [f("b")]]),
    ("whiteout_name_with_dots", [[f("..a"), f("...")], [w("..a"), w("...")]]),
    ("opaque", [BASE, [d("d"), o("d")]]),
    ("opaque_before_files", [BASE, [d("d"), o("d"), f("d/n")]]),
    ("opaque_after_files", [BASE, [d("d"), f("d/n"), o("d")]]),
    ("opaque_between_files", [BASE, [d("d"), f("d/m"), o("d"), f("d/n")]]),
    ("opaque_keeps_same_name", [BASE, [d("d"), f("d/x", "again"), o("d")]]),
    ("opaque_nested", [BASE, [d("d"), d("d/e"), o("d/e")]]),
    ("opaque_over_nested_new", [BASE, [d("d"), d("d/e"), f("d/e/n"), o("d")]]),
    ("opaque_empty_directory", [[d("a")], [d("a"), o("a")]]),
    ("opaque_then_lower_again", [BASE, [d("d"), o("d")], [f("d/x", "third")]]),
    ("opaque_root", [BASE, [o(""), f("only")]]),
    ("opaque_without_directory_entry", [BASE, [o("d")]]),
    ("file_replaces_directory", [BASE, [f("d", "file")]]),
    ("directory_replaces_file", [BASE, [d("top"), f("top/x")]]),
    ("directory_replaces_symlink", [BASE, [d("link"), f("link/n")]]),
    ("symlink_replaces_directory", [BASE, [s("d", "top")]]),
    ("symlink_replaces_file", [BASE, [s("top", "d/x")]]),
    ("file_replaces_symlink", [BASE, [f("link", "file")]]),
    ("file_replaces_directory_and_back", [BASE, [f("d")], [d("d"), f("d/n")]]),
    ("fifo_replaces_file", [BASE, [fifo("top")]]),
    ("hard_link", [[f("a"), h("b", "a")]]),
    ("hard_link_to_lower", [[f("a")], [h("b", "a")]]),
    ("hard_link_then_target_replaced", [[f("a", "1")], [h("b", "a"), f("a", "2")]]),
    ("hard_link_then_target_whited_out", [[f("a")], [h("b", "a")], [w("a")]]),
    ("hard_link_chain", [[f("a"), h("b", "a"), h("c", "b")]]),
    ("hard_link_replaces_file", [[f("a", "1"), f("b", "2"), h("b", "a")]]),
    ("hard_link_replaces_directory", [[f("a"), d("b"), f("b/x"), h("b", "a")]]),
    ("hard_link_to_symlink", [[f("a"), s("l", "a"), h("b", "l")]]),
    ("hard_link_with_slash", [[f("a/x"), h("b", "/a/x"), h("c", "./a/x")]]),
    ("hard_link_below_symlink", [[d("d"), f("d/x"), s("l", "d")], [h("b", "l/x")]]),
    ("hard_link_target_replaced_later", [[f("a", "1"), h("b", "a")], [f("a", "2")]]),
    ("parent_is_symlink_of_lower_layer", [BASE, [f("link/n")]]),
    ("parent_is_symlink_of_same_layer", [[d("d"), s("l", "d"), f("l/x")]]),
    ("parent_is_absolute_symlink", [[d("d"), s("l", "/d")], [f("l/x")]]),
    ("parent_is_symlink_out_of_root", [[s("l", "../../..")], [f("l/x")]]),
    ("parent_is_dangling_symlink", [BASE, [f("dangling/x")]]),
    ("parent_is_symlink_chain", [[d("d"), s("a", "d"), s("b", "a"), s("c", "b")], [f("c/x")]]),
    ("parent_is_symlink_with_missing_and_up", [[d("d"), s("l", "none/../d")], [f("l/x")]]),
    ("whiteout_below_symlink", [BASE, [w("link/x")]]),
    ("opaque_below_symlink", [BASE, [o("link")]]),
    ("directory_below_symlink", [BASE, [d("link/n"), f("link/n/x")]]),
    ("names_with_spaces_and_backslash", [[f("a b"), f("c\\d"), f("e\nf"), f("ü")]]),
    ("names_that_sort_around_slash", [[f("a/c"), f("a-b"), f("a.b"), f("a0"), d("a/")]]),
    ("name_starts_like_whiteout", [[f(".whx"), f(".w"), f("a.wh.b")]]),
    ("duplicate_entries", [[f("a", "1"), f("a", "2"), d("b"), d("b", 0o700)]]),
    ("duplicate_file_then_directory", [[f("a"), d("a"), f("a/x")]]),
    ("empty_layer", [BASE, [], [f("n")]]),
    ("many_layers", [[f("n%d" % i), f("same", str(i))] for i in range(12)]),
]


def as_tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry in members:
            info = tarfile.TarInfo(entry["name"])
            info.name, info.type, info.mode, info.mtime = entry["name"], entry["kind"], entry["mode"], 1_600_000_000
            info.uid, info.gid = os.getuid(), os.getgid()
            content = b""
            if info.type == tarfile.REGTYPE:
                content = entry["content"].encode()
                info.size = len(content)
            else:
                info.linkname = entry["content"]
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def write_layout(directory, layers):
    """An OCI layout of plain tar layers, tagged `image`; gives the paths of the layers' blobs, lowest first."""
    blobs = os.path.join(directory, "blobs", "sha256")
    os.makedirs(blobs)

    def put(data):
        digest = hashlib.sha256(data).hexdigest()
        with open(os.path.join(blobs, digest), "wb") as file:
            file.write(data)
        return {"digest": "sha256:" + digest, "size": len(data)}

    def put_json(value): return put(json.dumps(value).encode())
    tars = [put(as_tar(layer)) for layer in layers]
    config = put_json({"architecture": "amd64", "os": "linux", "config": {}, "rootfs":
                       {"type": "layers", "diff_ids": [tar["digest"] for tar in tars]}})
    vendor = "application/vnd.oci.image."
    manifest = put_json({"schemaVersion": 2, "mediaType": vendor + "manifest.v1+json",
                         "config": dict(config, mediaType=vendor + "config.v1+json"),
                         "layers": [dict(tar, mediaType=vendor + "layer.v1.tar") for tar in tars]})
    index = {"schemaVersion": 2, "manifests": [dict(manifest, mediaType=vendor + "manifest.v1+json",
             annotations={"org.opencontainers.image.ref.name": "image"})]}
    for name, value in (("index.json", index), ("oci-layout", {"imageLayoutVersion": "1.0.0"})):
        with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
            json.dump(value, file)
    return [os.path.join(blobs, tar["digest"].split(":")[1]) for tar in tars]
