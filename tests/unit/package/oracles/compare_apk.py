# SPDX-License-Identifier: Apache-2.0
# Reads A<TAB>B lines, prints < = > or ! (refused) a line: Alpine's rules, written a second time and plainly,
# from the grammar of apk-package(5). A version becomes a list of keys; Python compares the lists. What the grammar
# does not know ends a list: two versions that are alike up to there have no order, unless they are the same text.
import re
import sys

GRAMMAR = re.compile(
    r"(?P<first>[0-9]+)(?P<rest>(\.[0-9]+)*)(?P<letter>[a-z]?)"
    r"(?P<suffixes>(_(alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])[0-9]*)*)(~(?P<hash>[0-9a-f]+))?(-r(?P<revision>[0-9]+))?",
    re.ASCII,
)
BEFORE = ["alpha", "beta", "pre", "rc"]
UNKNOWN = None
AFTER = ["cvs", "svn", "git", "hg", "p"]


def fraction(digits):
    # A leading zero makes it text. Every text so begins with 0, every number does not: text sorts first.
    return (0, digits, 0) if digits[0] == "0" else (1, "", int(digits))


def keys(version):
    found = GRAMMAR.match(version)
    if not found:
        return None
    out = [(8, int(found["first"]))]
    out += [(7, fraction(digits)) for digits in found["rest"].split(".")[1:]]
    out += [(6, letter) for letter in found["letter"]]
    for word, number in re.findall(r"_([a-z]+)([0-9]*)", found["suffixes"]):
        out.append((0, BEFORE.index(word)) if word in BEFORE else (5, AFTER.index(word)))
        out += [(4, int(number))] if number else []
    out += [(3, found["hash"])] if found["hash"] else []
    out += [(2, int(found["revision"]))] if found["revision"] else []
    return out + ([(1, 0)] if found.end() == len(version) else [UNKNOWN])


def sign(a, b):
    x, y = keys(a), keys(b)
    if x is None or y is None:
        return "!"
    at = next((i for i, pair in enumerate(zip(x, y)) if pair[0] != pair[1] or UNKNOWN in pair), None)
    if a == b or at is None:
        return "="
    return "!" if UNKNOWN in (x[at], y[at]) else "<" if x[at] < y[at] else ">"


for line in sys.stdin:
    print(sign(*line.rstrip("\n").split("\t")))
