# SPDX-License-Identifier: Apache-2.0
"""Writes a war to standard output: a jar with pom.properties and one shaded into it, and one known by its file name alone."""
import io
import sys
import zipfile


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def pom(group, artifact, version):
    return {f"META-INF/maven/{group}/{artifact}/pom.properties": f"#made\nversion={version}\ngroupId={group}\nartifactId={artifact}\n"}


if __name__ == "__main__":
    log4j = archive({**pom("org.apache.logging.log4j", "log4j-core", "2.14.1"), **pom("com.example", "shaded", "0.9")})
    guava = archive({"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\nBundle-Version: 31.1.0.jre\r\n\r\n", "com/google/A.class": b"\xca\xfe\xba\xbe"})
    sys.stdout.buffer.write(archive({"WEB-INF/lib/log4j-core-2.14.1.jar": log4j, "WEB-INF/lib/guava-31.1-jre.jar": guava}))
