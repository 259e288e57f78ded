# SPDX-License-Identifier: Apache-2.0
"""Builds a Go program with one dependency, kept beside it, and writes its bytes to standard output.

`--version` prints the toolchain's version instead. Fails where there is no Go.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def find_go():
    return shutil.which("go") or shutil.which("/usr/local/go/bin/go") or sys.exit("no Go toolchain")


def write(root, files):
    for name, text in files.items():
        path = pathlib.Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def build(go):
    with tempfile.TemporaryDirectory() as root:
        write(root, {
            "go.mod": "module example.org/hello\n\ngo 1.18\n\nrequire example.org/dependency v1.2.3\n",
            "main.go": 'package main\n\nimport "example.org/dependency"\n\nfunc main() { println(dependency.Name) }\n',
            # A vendored module keeps its version in the program, and needs no network.
            "vendor/modules.txt": "# example.org/dependency v1.2.3\n## explicit\nexample.org/dependency\n",
            "vendor/example.org/dependency/dependency.go": 'package dependency\n\nconst Name = "dependency"\n',
        })
        environment = dict(os.environ, CGO_ENABLED="0", GOFLAGS="-mod=vendor", GOTOOLCHAIN="local", GOPROXY="off")
        program = os.path.join(root, "hello")
        subprocess.run([go, "build", "-o", program, "."], cwd=root, env=environment, check=True, stdout=sys.stderr)
        sys.stdout.buffer.write(pathlib.Path(program).read_bytes())


if __name__ == "__main__":
    if "--version" in sys.argv:
        sys.stdout.write(subprocess.run([find_go(), "env", "GOVERSION"], check=True, capture_output=True, text=True).stdout.strip().removeprefix("go"))
    else:
        build(find_go())
