# SPDX-License-Identifier: Apache-2.0
"""`lazaret compare SCHEME A B`: every sign, pairs on standard input, and what is refused."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402


def compare(*arguments, stdin=""):
    return subprocess.run([str(lazaret.PROGRAM), "compare", *arguments], input=stdin.encode(), capture_output=True, timeout=60)


def expect(code, output, done):
    assert (done.returncode, done.stdout.decode()) == (code, output), (done.returncode, done.stdout, done.stderr)


def each_scheme_gives_each_sign():
    for scheme, old, new, same in [("dpkg", "1.0~rc1", "1.0", "0:1.0"), ("rpm", "1.0~rc1-1", "1.0-1", "0:1.0-1"),
                                   ("apk", "1.0_rc1", "1.0", "01.0"), ("semver", "1.0.0-rc.1", "1.0.0", "v1.0.0"),
                                   ("npm", "1.0.0-rc.1", "1.0.0", "v1.0.0"), ("pep440", "1.0rc1", "1.0", "1.0.0"),
                                   ("maven", "1.0-rc1", "1.0", "1.0.0"), ("go", "v1.0.0-rc.1", "v1.0.0", "1.0.0")]:
        expect(0, "<\n", compare(scheme, old, new))
        expect(0, ">\n", compare(scheme, new, old))
        expect(0, "=\n", compare(scheme, new, same))


def an_unparsable_version_is_an_error_that_names_it():
    done = compare("dpkg", "1.0", "bad version")
    expect(1, "", done)
    assert b'"bad version"' in done.stderr, done.stderr


def a_hyphen_reads_pairs_from_standard_input():
    expect(0, "<\n>\n=\n", compare("dpkg", "-", stdin="1\t2\n2\t1\n1\t1\n"))
    expect(0, "<\n", compare("dpkg", "-", stdin="1\t2"))
    expect(0, "", compare("dpkg", "-", stdin=""))


def a_line_without_a_tab_is_named_by_its_number():
    done = compare("dpkg", "-", stdin="1\t2\n1 2\n")
    assert done.returncode == 1, done
    assert b"line 2" in done.stderr, done.stderr


def an_over_long_line_is_refused():
    done = compare("dpkg", "-", stdin="1" * 1_000_000 + "\t2\n1\t2\n")
    expect(1, "!\n<\n", done)
    assert b"line 1: is longer than 65536 bytes" in done.stderr, done


def an_over_long_version_is_refused():
    done = compare("dpkg", "1" * 100_000, "2")
    assert done.returncode == 1 and b"longer than the limit" in done.stderr, done


def control_bytes_do_not_reach_the_terminal():
    done = compare("dpkg", "1.0", "\x1b[31mred")
    assert done.returncode == 1 and b"\x1b" not in done.stderr, done.stderr


def an_unknown_scheme_is_a_usage_error_with_the_nearest_name():
    for wrong, nearest in [("dpgk", b"dpkg"), ("mavan", b"maven"), ("RPM", b"rpm")]:
        done = compare(wrong, "1", "2")
        assert done.returncode == 64 and nearest in done.stderr, done


def missing_arguments_are_a_usage_error():
    for arguments in [(), ("dpkg",), ("dpkg", "1")]:
        assert compare(*arguments).returncode == 64, arguments


def many_pairs_are_one_run():
    pairs = [(a, b) for a in range(200) for b in range(200)]
    done = compare("rpm", "-", stdin="".join(f"{a}.1-1\t{b}.1-1\n" for a, b in pairs))
    expect(0, "".join("<\n" if a < b else ">\n" if a > b else "=\n" for a, b in pairs), done)


if __name__ == "__main__":
    tap.run([each_scheme_gives_each_sign, an_unparsable_version_is_an_error_that_names_it, a_hyphen_reads_pairs_from_standard_input,
             a_line_without_a_tab_is_named_by_its_number, an_over_long_line_is_refused, an_over_long_version_is_refused,
             control_bytes_do_not_reach_the_terminal, an_unknown_scheme_is_a_usage_error_with_the_nearest_name,
             missing_arguments_are_a_usage_error, many_pairs_are_one_run])
