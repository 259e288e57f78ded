#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second evaluator of OSV records: slow, plain, and written apart from the matcher, to be compared with it.

usage: reference_matcher.py OSV_DIRECTORY INVENTORY
INVENTORY is what match_tool reads. Prints JSON lines {"id", "package", "advisories", "fixed"}, sorted.
It reads the zips themselves and knows nothing of generations. Called by tests/integration/advisory_agreement_test.py and findings_agree_test.py.
"""
import functools
import json
import os
import re
import sys
import zipfile

from packaging.version import InvalidVersion, Version


# --- version orderings: each gives a key or a comparison; Unparsable where the text is no version ---------------------

class Unparsable(Exception):
    pass


def sign(a, b):
    return (a > b) - (a < b)


def dpkg_order(c):
    if c == "~":
        return -1
    if c.isalpha():
        return ord(c)
    return ord(c) + 256


def dpkg_part(a, b):
    while a or b:
        text_a, text_b = re.match(r"[^0-9]*", a).group(), re.match(r"[^0-9]*", b).group()
        a, b = a[len(text_a):], b[len(text_b):]
        for i in range(max(len(text_a), len(text_b))):
            x = dpkg_order(text_a[i]) if i < len(text_a) else 0
            y = dpkg_order(text_b[i]) if i < len(text_b) else 0
            if x != y:
                return sign(x, y)
        digits_a, digits_b = re.match(r"[0-9]*", a).group(), re.match(r"[0-9]*", b).group()
        a, b = a[len(digits_a):], b[len(digits_b):]
        if int(digits_a or 0) != int(digits_b or 0):
            return sign(int(digits_a or 0), int(digits_b or 0))
    return 0


@functools.lru_cache(maxsize=None)
def dpkg_split(version):
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    if not epoch.isdigit() or not rest or not rest[0].isdigit():
        raise Unparsable(version)
    upstream, hyphen, revision = rest.rpartition("-")
    if not hyphen:
        upstream, revision = rest, ""
    if not re.fullmatch(r"[A-Za-z0-9.+~:-]+", upstream) or not re.fullmatch(r"[A-Za-z0-9.+~]*", revision):
        raise Unparsable(version)
    return int(epoch), upstream, revision


def dpkg(a, b):
    a, b = dpkg_split(a), dpkg_split(b)
    return sign(a[0], b[0]) or dpkg_part(a[1], b[1]) or dpkg_part(a[2], b[2])


def rpm_part(a, b):
    if a == b:
        return 0
    while True:
        a, b = re.sub(r"^[^A-Za-z0-9~^]+", "", a), re.sub(r"^[^A-Za-z0-9~^]+", "", b)
        if a.startswith("~") or b.startswith("~"):
            if not (a.startswith("~") and b.startswith("~")):
                return -1 if a.startswith("~") else 1
            a, b = a[1:], b[1:]
            continue
        if a.startswith("^") or b.startswith("^"):
            if not a:
                return -1
            if not b:
                return 1
            if not (a.startswith("^") and b.startswith("^")):
                return 1 if b.startswith("^") else -1
            a, b = a[1:], b[1:]
            continue
        if not a or not b:
            return sign(len(a), len(b))
        pattern = r"[0-9]+" if a[0].isdigit() else r"[A-Za-z]+"
        match_a, match_b = re.match(pattern, a), re.match(pattern, b)
        if not match_b:
            return 1 if a[0].isdigit() else -1
        x, y = match_a.group(), match_b.group()
        a, b = a[len(x):], b[len(y):]
        order = sign(int(x), int(y)) if x[0].isdigit() else sign(x, y)
        if order:
            return order


@functools.lru_cache(maxsize=None)
def rpm_split(version):
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    if not epoch.isdigit() or not re.fullmatch("[!-~]+", rest):
        raise Unparsable(version)
    name, _, release = rest.partition("-")
    return int(epoch), name, release


def rpm(a, b):
    a, b = rpm_split(a), rpm_split(b)
    order = sign(a[0], b[0]) or rpm_part(a[1], b[1])
    if order or not a[2] or not b[2]:
        return order
    return rpm_part(a[2], b[2])


# Alpine, by apk-package(5): what goes on in another way is ordered as far as the form goes (3.3.3p1-r3 ends at "p").
APK = re.compile(r"([0-9]+(?:\.[0-9]+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])[0-9]*)*)(~[0-9a-f]+)?"
                 r"(-r[0-9]+)?(.*)", re.DOTALL)
APK_EARLIER, APK_LATER = ["alpha", "beta", "pre", "rc"], ["cvs", "svn", "git", "hg", "p"]


@functools.lru_cache(maxsize=None)
def apk_parts(version):
    """[(rank, value)]: where two versions part, the one with the part of higher rank is newer. None: unknown from here."""
    match = APK.match(version)
    if not match or not version.isascii() or re.search(r"[\x00-\x20\x7f]", version):
        raise Unparsable(version)
    parts = [(7, number) for number in match[1].split(".")] + [(6, letter) for letter in match[2]]
    for word, number in re.findall(r"_([a-z]+)([0-9]*)", match[3]):
        parts.append((0, APK_EARLIER.index(word)) if word in APK_EARLIER else (5, APK_LATER.index(word)))
        parts += [(4, int(number))] if number else []
    parts += [(3, match[4])] if match[4] else []
    parts += [(2, int(match[5][2:]))] if match[5] else []
    return parts + [None if match[6] else (1, 0)]


def apk(a, b):
    parts_a, parts_b = apk_parts(a), apk_parts(b)
    if a == b:
        return 0
    for place, (x, y) in enumerate(zip(parts_a, parts_b)):
        if x is None or y is None:
            raise Unparsable(f"{a} {b}")
        if x[0] == y[0] == 7 and not (place and "0" in (x[1][0], y[1][0])):
            x, y = (7, int(x[1])), (7, int(y[1]))
        if x != y:
            return sign(x, y)
    return 0


SEMVER = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?((?:\.[0-9]+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.+-]*)?$")


def semver_identifier(text):
    return (0, int(text), "") if text.isdigit() else (1, 0, text)


@functools.lru_cache(maxsize=None)
def semver_key(version):
    match = SEMVER.match(version)
    if not match:
        raise Unparsable(version)
    numbers = [int(match[i] or 0) for i in (1, 2, 3)] + [int(x) for x in match[4].split(".") if x]
    while len(numbers) > 3 and numbers[-1] == 0:
        numbers.pop()
    if match[5] is None:
        return numbers, (1,)
    return numbers, (0, [semver_identifier(x) for x in match[5].split(".")])


def semver(a, b):
    return sign(semver_key(a), semver_key(b))


def go(a, b):
    def plain(text):
        text = text.removeprefix("go")
        match = re.fullmatch(r"([0-9.]+)(alpha|beta|rc)([0-9]+)", text)
        return f"{match[1]}-{match[2]}.{match[3]}" if match else text
    return semver(plain(a), plain(b))


pep440_version = functools.lru_cache(maxsize=None)(Version)


def pep440(a, b):
    try:
        return sign(pep440_version(a), pep440_version(b))
    except InvalidVersion as error:
        raise Unparsable(str(error)) from error


# Maven, by the "Version Order Specification" of the POM reference: tokens with the separator before each. To
# ComparableVersion ".M1" is "-M1": a dot before a word counts as a hyphen.
MAVEN_WORDS = {"alpha": 0, "beta": 1, "milestone": 2, "rc": 3, "cr": 3, "snapshot": 4, "": 5, "ga": 5, "final": 5,
               "release": 5, "sp": 6}


@functools.lru_cache(maxsize=None)
def maven_tokens(version):
    tokens, separator = [], "."
    for piece in re.finditer(r"([.\-])|([0-9]+)|([^0-9.\-]+)", version.lower()):
        if piece[1]:
            if separator is not None:
                tokens.append([separator, 0])
            separator = "." if piece[1] == "." else "-"
            continue
        if separator is None:
            separator = "-"
        if piece[2]:
            if tokens and tokens[-1][1] in ("a", "b", "m") and tokens[-1][2:] == [piece.start()]:
                tokens[-1][1] = {"a": "alpha", "b": "beta", "m": "milestone"}[tokens[-1][1]]
            tokens.append([separator, int(piece[2])])
        else:
            tokens.append(["-" if tokens else separator, piece[3], piece.end()])
        separator = None
    tokens = [[t[0], t[1]] for t in tokens]
    # null values before a hyphen or the end go away
    position = len(tokens)
    while position > 0:
        position -= 1
        at_end = position == len(tokens) - 1 or tokens[position + 1][0] == "-"
        is_null = tokens[position][1] == 0 or MAVEN_WORDS.get(tokens[position][1]) == 5
        if at_end and is_null and position > 0:
            del tokens[position]
            position = len(tokens)
    return tokens


def maven_token_key(separator, value):
    if isinstance(value, int):
        return (2, value, "") if separator == "." else (1, value, "")
    rank = MAVEN_WORDS.get(value, 7)
    return 0, rank, value if rank == 7 else ""


@functools.lru_cache(maxsize=None)
def maven(a, b):
    a, b = maven_tokens(a), maven_tokens(b)
    for i in range(max(len(a), len(b))):
        x = a[i] if i < len(a) else None
        y = b[i] if i < len(b) else None
        for missing, present in ((x, y), (y, x)):
            if missing is None:
                padding = 0 if isinstance(present[1], int) else ""
                missing = [present[0], padding]
                x, y = (missing, present) if x is None else (present, missing)
                break
        order = sign(maven_token_key(*x), maven_token_key(*y))
        if order:
            return order
    return 0


# --- which advisories concern what ------------------------------------------------------------------------------------

def release_matches(os_id, version, ecosystem):
    """Whether packages of a distribution are those of `ecosystem`."""
    major = version.split(".")[0]
    service_pack = major if version in (major, major + ".0") else f"{major} SP{version.split('.')[1]}" if "." in version else major
    return {
        "debian": lambda: ecosystem == f"Debian:{major}",
        "ubuntu": lambda: ecosystem in (f"Ubuntu:{version}", f"Ubuntu:{version}:LTS"),
        "alpine": lambda: "_" not in version and ecosystem == "Alpine:v" + ".".join(version.split(".")[:2]),
        "wolfi": lambda: ecosystem == "Wolfi",
        "almalinux": lambda: ecosystem == f"AlmaLinux:{major}",
        "rocky": lambda: ecosystem == f"Rocky Linux:{major}",
        "rhel": lambda: ecosystem == f"Red Hat:enterprise_linux:{major}"
        or ecosystem.startswith(f"Red Hat:enterprise_linux:{major}:"),
        "sles": lambda: ecosystem == f"SUSE:Linux Enterprise Server {service_pack}"
        or (ecosystem.startswith("SUSE:Linux Enterprise Module for ") and ecosystem.endswith(" " + service_pack)),
        "opensuse-leap": lambda: ecosystem == f"openSUSE:Leap {version}",
        "azurelinux": lambda: ecosystem == f"Azure Linux:{major}",
        "mariner": lambda: ecosystem == f"Azure Linux:{major}",
    }.get(os_id, lambda: False)()


FOLDERS = {"debian": "Debian", "ubuntu": "Ubuntu", "alpine": "Alpine", "wolfi": "Wolfi", "almalinux": "AlmaLinux",
           "rocky": "Rocky Linux", "rhel": "Red Hat", "sles": "SUSE", "opensuse-leap": "openSUSE",
           "azurelinux": "Azure Linux", "mariner": "Azure Linux"}
LANGUAGES = {"npm": ("npm", semver), "pypi": ("PyPI", pep440), "maven": ("Maven", maven), "golang": ("Go", go),
             "cargo": ("crates.io", semver)}
SOURCE_FEEDS = {"Debian", "Ubuntu", "Alpine", "Wolfi", "Rocky Linux", "Azure Linux"}
ORDERINGS = {"deb": dpkg, "apk": apk, "rpm": rpm}
ERRATA = re.compile(r"(RH[SBE]A|AL[SBE]A|RLSA|RXSA|(open)?SUSE-[SRFO]U|DSA|DLA|USN|LSN|CGA)-")
NOT_SECURITY = re.compile(r"(AL[BE]A|RH[BE]A|(open)?SUSE-[RFO]U)-")
UPSTREAM_ONLY = re.compile(r"(DEBIAN-CVE|UBUNTU-CVE|ALPINE-CVE|AZL)-")


def cves_of(record):
    keys = ["aliases", "upstream"]
    if ERRATA.match(record["id"]):
        keys.append("related")
    if UPSTREAM_ONLY.match(record["id"]):
        keys = ["upstream"]
    ids = {record["id"], *(x.strip() for key in keys for x in record.get(key) or [])}
    return sorted(x for x in ids if x.startswith("CVE-"))


def other_ids_of(record):
    ids = {record["id"], *(record.get("aliases") or []), *(record.get("upstream") or [])}
    return {x.strip() for x in ids if not x.strip().startswith("CVE-")}


def normalized(folder, name):
    return re.sub(r"[-_.]+", "-", name).lower() if folder == "PyPI" else name


def is_module(version):
    return ".module+" in version or ".module_" in version


@functools.lru_cache(maxsize=None)
def index_of(directory, folder):
    """(ecosystem, name) -> [(record, ranges, versions, is_module)], every record of one zip."""
    index = {}
    with zipfile.ZipFile(os.path.join(directory, folder, "all.zip")) as archive:
        for name in sorted(archive.namelist()):
            record = json.loads(archive.read(name))
            if record.get("withdrawn") or (NOT_SECURITY.match(record["id"]) and not cves_of(record)):
                continue
            for affected in record.get("affected", []):
                add_affected(index, folder, record, affected)
    return index


@functools.lru_cache(maxsize=None)
def ecosystems_of(directory, folder):
    return sorted({ecosystem for ecosystem, _ in index_of(directory, folder)})


def add_affected(index, folder, record, affected):
    package = affected.get("package")
    if not package:
        return
    ranges = [r["events"] for r in affected.get("ranges", []) if r["type"] != "GIT"]
    entries = [(normalized(folder, package["name"]), ranges)]
    binaries = (affected.get("ecosystem_specific") or {}).get("binaries")
    if folder in ("SUSE", "openSUSE") and binaries:
        entries = [(name, [[{"introduced": "0"}, {"fixed": version}]]) for group in binaries for name, version in group.items()]
    for name, own_ranges in entries:
        module = any(is_module(v) for events in own_ranges for event in events for v in event.values())
        index.setdefault((package["ecosystem"], name), []).append((record, own_ranges, affected.get("versions") or [], module))


# --- evaluation, as the OSV schema words it ---------------------------------------------------------------------------

def flatten(events):
    return [(kind, version) for event in events for kind, version in event.items()]


def in_range(compare, version, events):
    """(affected, first fix above the version)."""
    def before(a, b):
        if a == ("introduced", "0") or b == ("introduced", "0"):
            return (b == ("introduced", "0")) - (a == ("introduced", "0"))
        return compare(a[1], b[1])
    limits = [v for kind, v in flatten(events) if kind == "limit"]
    ordered = sorted((e for e in flatten(events) if e[0] != "limit"), key=functools.cmp_to_key(before))
    affected, fixed = False, None
    for kind, at in ordered:
        order = 1 if (kind, at) == ("introduced", "0") else compare(version, at)
        if kind == "introduced" and order >= 0:
            affected = True
        elif kind == "fixed" and order >= 0:
            affected = False
        elif kind == "last_affected" and order > 0:
            affected = False
        elif kind == "fixed" and fixed is None:
            fixed = at
    if limits and "*" not in limits and not any(compare(version, limit) < 0 for limit in limits):
        affected = False
    return affected, fixed if affected else None


def evaluate(compare, version, ranges, versions, by_value):
    affected, fixed = version in versions, None
    if by_value and not affected:
        for listed in versions:
            try:
                affected = affected or compare(listed, version) == 0
            except Unparsable:
                pass
    for events in ranges:
        try:
            inside, fix = in_range(compare, version, events)
        except Unparsable:
            continue
        affected = affected or inside
        fixed = fixed or fix
    return affected, fixed


def identities(package, folder):
    """(name, version) by which this feed knows the package."""
    kind, name, version, source, source_version, _ = package
    if kind in LANGUAGES:
        return normalized(folder, name), version
    if folder not in SOURCE_FEEDS:
        return name, version.split(":", 1)[-1] if folder in ("SUSE", "openSUSE") else version
    if not source or not source_version:
        return name, version
    if kind == "rpm" and ":" not in source_version and ":" in version:
        source_version = version.split(":")[0] + ":" + source_version
    return source, source_version


def same_module(package, record, module):
    version, label = package[2], package[5]
    if (bool(label) or is_module(version)) != module:
        return False
    streams = [w.rstrip(",") for w in record.get("summary", "").split(" ") if ":" in w[1:-1]]
    return not (module and label and streams) or ":".join(label.split(":")[:2]) in streams


def hits_of(directory, os_release, package):
    kind = package[0]
    if kind in LANGUAGES:
        folder, compare = LANGUAGES[kind]
        wanted = lambda ecosystem: ecosystem == folder  # noqa: E731
    else:
        folder, compare = FOLDERS.get(os_release[0]), ORDERINGS[kind]
        wanted = lambda ecosystem: release_matches(*os_release, ecosystem)  # noqa: E731
    if folder is None or not os.path.exists(os.path.join(directory, folder, "all.zip")):
        return [], compare
    name, version = identities(package, folder)
    hits = []
    for ecosystem in filter(wanted, ecosystems_of(directory, folder)):
        for record, ranges, versions, module in index_of(directory, folder).get((ecosystem, name), []):
            if kind == "rpm" and not same_module(package, record, module):
                continue
            affected, fixed = evaluate(compare, version, ranges, versions, folder == "PyPI")
            if affected:
                hits.append((record, ranges, fixed))
    return hits, compare


# --- joining ----------------------------------------------------------------------------------------------------------

def groups_of(hits):
    """id -> hits. Records without a CVE follow shared ids to those that have one."""
    groups = {}
    for hit in hits:
        ids = set(cves_of(hit[0]))
        if not ids:
            chain, own = [hit], []
            for member in chain:
                if cves_of(member[0]):
                    ids |= set(cves_of(member[0]))
                    continue
                own.append(member[0]["id"])
                chain += [h for h in hits if not any(h is c for c in chain) and other_ids_of(h[0]) & other_ids_of(member[0])]
            ids = ids or {min(own)}
        for vulnerability in ids:
            groups.setdefault(vulnerability, []).append(hit)
    return groups


def fixed_of(hits, compare):
    """The smallest version that leaves the ranges of every hit that names a fix."""
    fixing = [(ranges, fixed) for _, ranges, fixed in hits if fixed]
    if not fixing:
        return ""
    best = max((fixed for _, fixed in fixing), key=functools.cmp_to_key(compare))
    for _ in range(64):
        before = best
        for ranges, _ in fixing:
            for events in ranges:
                inside, fixed = in_range(compare, best, events)
                if inside and fixed:
                    best = fixed
                    break
        if best == before:
            break
    return best


def read_inventory(path):
    os_release, packages = ("", ""), []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if columns[0] == "os":
                os_release = (columns[1], columns[2])
            elif columns[0] == "package":
                packages.append((columns[1:] + [""] * 6)[:6])
    return os_release, packages


def findings(directory, os_release, packages):
    """JSON lines, sorted."""
    lines = []
    for package in packages:
        hits, compare = hits_of(directory, os_release, package)
        for vulnerability, members in groups_of(hits).items():
            lines.append(json.dumps({
                "id": vulnerability, "package": f"{package[0]}/{package[1]}@{package[2]}",
                "advisories": sorted({record["id"] for record, _, _ in members}),
                "fixed": fixed_of(members, compare)}, sort_keys=True))
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(findings(sys.argv[1], *read_inventory(sys.argv[2]))))
