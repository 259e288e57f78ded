# SPDX-License-Identifier: Apache-2.0
"""`lazaret rules schema` and the loader agree on the shape of rule files: random documents, whole and broken in one place.

Documents are JSON, which is YAML, so that both judges read the same values. Codes of the loader that are about names, places
or the whole set are not about shape; a document that has only such problems counts as well shaped.
"""
import json
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402

# What a schema of one document cannot say: patterns, names, cycles, ids, layers, phases, tags, ends.
NOT_SHAPE = {"LZR111", "LZR113", "LZR114", "LZR115", "LZR116", "LZR117", "LZR120", "LZR121", "LZR119", "LZR216"}
DOCUMENTS = 400


def schema():
    done = subprocess.run([str(lazaret.PROGRAM), "rules", "schema"], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def validator():
    try:
        import jsonschema
    except ImportError:
        raise tap.Skip("no python3-jsonschema")
    document = schema()
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


class Maker:
    """Random rule files that are well shaped."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.fields = {name[6:]: shape for name, shape in schema()["$defs"].items()
                       if name.startswith("field:") and not name.endswith(":element")}
        self.number = 0

    def sample(self, shape):
        """A value that a field's plain form takes."""
        if "$ref" in shape:
            return "text"
        if "enum" in shape:
            return self.random.choice(shape["enum"])
        if shape["type"] == "array":
            return [self.sample(shape["items"]) for _ in range(self.random.randint(1, 3))]
        if shape["type"] == "object":
            return self.operators(shape["properties"])
        if "pattern" in shape:
            return "30d" if "smhdw" in shape["pattern"] else "2026-01-01"
        return {"number": 0.5, "boolean": True, "integer": 1, "string": "text"}[shape["type"]]

    def operators(self, properties):
        usable = [key for key in properties if key not in ("ci", "search", "list", "exact", "regex", "range")]
        key = self.random.choice(usable)
        shape = properties[key]
        if "anyOf" in shape:
            return {key: self.sample(self.random.choice(shape["anyOf"]))}
        if shape.get("$ref", "").endswith(":element"):
            return {key: "text"}
        return {key: self.sample(shape)}

    def field(self):
        name = self.random.choice(sorted(self.fields))
        value = self.sample(self.random.choice(self.fields[name]["anyOf"]))
        purl = "pkg:deb/debian/zlib1g"
        if name == "package.purl":
            value = purl if self.random.random() < 0.5 else {"eq": purl}
        if name == "finding.path":
            value = "/etc/passwd"
        return (name + "key" if name.endswith(".") else name), value

    def condition(self, depth=2):
        pick = self.random.random()
        if depth and pick < 0.15:
            return {self.random.choice(["all", "any"]): [self.condition(depth - 1) for _ in range(self.random.randint(1, 2))]}
        if depth and pick < 0.25:
            return {"not": self.condition(depth - 1)}
        if pick < 0.3:
            return {"always": True}
        return dict(self.field() for _ in range(self.random.randint(1, 2)))

    def actions(self):
        pool = {"suppress": {"status": "accepted_risk", "reason": "known", "owner": "ops"}, "tag": self.random.choice(["x", ["x", "y"]]),
                "protect": {"reason": "no"},
                "reclassify": self.random.choice([{"set": "low"}, {"shift": -1, "final": True}, {"from": "nvd", "reason": "r"}]),
                "route": {"to": ["mail"], "dedupe_by": "vuln.id"}, "gate": {"name": "g", "result": "warn", "include_suppressed": True}}
        chosen = self.random.sample(sorted(pool), self.random.randint(1, 2))
        if "suppress" in chosen and "protect" in chosen:
            chosen.remove("protect")
        return {key: pool[key] for key in chosen}

    def id(self):
        self.number += 1
        return f"RULE-{self.number}"

    def rule(self):
        rule = {"id": self.id(), "match": self.condition(), **self.actions()}
        if "suppress" in rule:
            rule["active"] = {"until": "2026-12-31"}
        if self.random.random() < 0.3:
            rule.update({"description": "why", "enabled": False, "priority": 5})
        return rule

    def gate(self):
        return {"id": self.id(), "name": "g", "fail_if": {"count": self.condition(), self.random.choice(["gt", "gte"]): 0}}

    def file(self):
        out = {"lazaret": "rules/v1", "rules": [self.rule() for _ in range(self.random.randint(0, 2))]}
        if self.random.random() < 0.4:
            out.update({"layer": "global", "defaults": {"owner": "ops", "priority": 1}, "lists": {"a": ["x"]}, "macros": {"m": self.condition()}})
        if self.random.random() < 0.4:
            out["gates"] = [self.gate()]
        return out

    def places(self, node, path=()):
        """Every place that can be broken: (container, key)."""
        keys = list(node) if isinstance(node, dict) else range(len(node))
        for key in keys:
            yield node, key
            if isinstance(node[key], (dict, list)):
                yield from self.places(node[key])

    def broken(self):
        """A file with one thing changed; it may still be well shaped."""
        document = self.file()
        container, key = self.random.choice(list(self.places(document)))
        way = self.random.randint(0, 4)
        if way == 0 and isinstance(container, dict):
            container[str(key) + "x"] = container.pop(key)
        elif way == 1 and isinstance(container, dict):
            del container[key]
        elif way == 2 and isinstance(container, dict):
            container["unheard"] = 1
        else:
            # An id written 7.5 or true is a text to the loader and none to an editor; the schema sides with the editor.
            values = ["", [], {}, None, "word"] + ([] if key == "id" else [7, 1.5, -5000, True]) + [["word"], {"word": "word"}]
            container[key] = self.random.choice(values)
        if document.get("lazaret") == "rules/v1":  # the order of keys is not the schema's to see
            document = {"lazaret": document.pop("lazaret"), **document}
        return document


def loader_codes(directory, documents):
    """Per document the codes of the loader: one run each, since a run stops at the first problems' limit."""
    out = []
    for number, document in enumerate(documents):
        file = pathlib.Path(directory) / f"{number}.rules.yaml"
        file.write_text(json.dumps(document))
        done = subprocess.run([str(lazaret.PROGRAM), "rules", "lint", "--at", "2026-11-01", str(file)], capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 1), done.stderr
        out.append({code for code in re.findall(r"LZR\d+", done.stdout) if code < "LZR2"})
    return out


def agree(documents):
    judge = validator()
    with lazaret.scratch() as scratch:
        counts = {True: 0, False: 0}
        wrong = []
        for document, codes in zip(documents, loader_codes(scratch, documents)):
            shaped = judge.is_valid(document)
            counts[shaped] += 1
            if shaped != (not codes - NOT_SHAPE):
                wrong.append(f"schema says {shaped}, loader {sorted(codes)}: {json.dumps(document)}")
        assert not wrong, f"{len(wrong)} of {len(documents)}:\n" + "\n".join(wrong[:10])
    return counts


def well_shaped_documents_are_so_to_both():
    maker = Maker(1)
    counts = agree([maker.file() for _ in range(DOCUMENTS // 2)])
    assert counts[True] == DOCUMENTS // 2, counts


def documents_broken_in_one_place_are_judged_alike():
    maker = Maker(2)
    counts = agree([maker.broken() for _ in range(DOCUMENTS)])
    assert min(counts.values()) > DOCUMENTS // 20, f"one-sided: {counts}"


if __name__ == "__main__":
    tap.run([well_shaped_documents_are_so_to_both, documents_broken_in_one_place_are_judged_alike])
