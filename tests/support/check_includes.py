# SPDX-License-Identifier: Apache-2.0
"""Checks who includes whom against the one list below (docs/explanation/architecture.md draws it).

Called by tests/check. A room may include itself and what is listed; everything else is an error, and so is a file of the
tests or of a command included from a room.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = ["core/base"]
MODEL = BASE + ["core/model"]
FORMATS = MODEL + ["core/archive", "core/image", "core/package"]
SERVICES = FORMATS + ["sandbox", "rules", "core/registry", "core/advisory", "core/report", "core/store"]
SOURCES = SERVICES + ["core/source", "core/query"]
SCAN = SOURCES + ["core/scan"]

ALLOWED = {
    "core/base": BASE,
    "core/model": MODEL,
    "core/archive": MODEL + ["core/archive"],
    "core/image": MODEL + ["core/archive", "core/image"],
    "core/package": MODEL + ["core/package"],
    "sandbox": FORMATS + ["sandbox", "plugins/sdk"],
    "rules": FORMATS + ["rules"],
    "core/registry": FORMATS + ["core/registry"],
    "core/advisory": FORMATS + ["core/advisory"],
    "core/report": FORMATS + ["core/report"],
    "core/store": FORMATS + ["core/store"],
    "core/source": SERVICES + ["core/source"],
    "core/query": SERVICES + ["core/query"],
    "core/scan": SCAN,
    "core/daemon": SCAN + ["core/daemon"],
    "core/cli": SCAN + ["core/cli"],
    "plugins/sdk": ["plugins/sdk"],
    "plugins": ["plugins", "plugins/sdk", "core/base", "core/archive"],
}


def room_of(path: str) -> str:
    parts = path.split("/")
    if parts[0] == "core" or parts[:2] == ["plugins", "sdk"]:
        return "/".join(parts[:2])
    return parts[0]


def included_room(name: str) -> str | None:
    if name.startswith("lazaret/"):
        return "plugins/sdk"
    return room_of(name) if "/" in name else None


def check_plugin(path: str, name: str) -> bool:
    """A detector may include its own folder, never another's."""
    return not name.startswith("plugins/") or name.split("/")[1] == path.split("/")[1]


def problems():
    for file in sorted(file for top in ("core", "sandbox", "rules", "plugins") for file in (ROOT / top).glob("**/*")):
        path = file.relative_to(ROOT).as_posix()
        room = room_of(path)
        if file.suffix not in (".cc", ".h", ".hpp") or room not in ALLOWED:
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            target = match and included_room(match.group(1))
            if target and (target not in ALLOWED[room] or (room == "plugins" and not check_plugin(path, match.group(1)))):
                yield f'{path}:{number}: {room} may not include "{match.group(1)}"'


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(1 if found else 0)
