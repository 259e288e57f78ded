# SPDX-License-Identifier: Apache-2.0
# Seeds of version_fuzz: one file a pair, into the directory argv[1]. The first byte is the scheme's place in version.cc.
import pathlib
import sys

PAIRS = [
    (0, "1:2.0~rc1-1+b1", "1:2.0-1~deb12u1"),
    (1, "1:1.0~rc1-1.el8", "1.0^20230101-1.module_el8.4.0+1"),
    (2, "1.0_alpha1-r0", "1.01a_p1_git2~ab12-r10"),
    (3, "v1.2.3-rc.1+build", "1.2"),
    (4, "1.0.0beta", "1.0.0-beta.11"),
    (5, "1!1.0rc1.post2.dev3+ubuntu.1", "v1.0-1"),
    (6, "1.0.0.RC-1-ga-x2", "1-SNAPSHOT"),
    (7, "v0.0.0-20190308221718-c2843e01d9a2", "go1.21rc2"),
]

# Crashes that were found, by name.
NAMED = {
    # Both parse as far as apk's form goes, and agree that far: no order.
    "apk-undecided": (2, "1.01a_p1_giit2t", "1.01a_p1_giit2t_giit2t2t"),
}

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for number, a, b in PAIRS:
    (folder / f"pair-{number}").write_bytes(bytes([number]) + f"{a}\n{b}".encode())
for name, (number, a, b) in NAMED.items():
    (folder / name).write_bytes(bytes([number]) + f"{a}\n{b}".encode())
