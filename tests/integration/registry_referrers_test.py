# SPDX-License-Identifier: Apache-2.0
"""What refers to an image: by the referrers API in pages, by the fallback tag where there is none, and pages that never end."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from faulty_registry import faulty_registry  # noqa: E402
from oci_image import INDEX, MANIFEST, digest_of  # noqa: E402

TOOL = sys.argv[1]
SUBJECT = digest_of(b"image")
SBOM, SIGNATURE = "application/spdx+json", "application/vnd.dev.sigstore.bundle.v0.3+json"


def entries(*numbers, artifact_type=SBOM):
    return [{"mediaType": MANIFEST, "artifactType": artifact_type, "digest": digest_of(b"%d" % n), "size": n} for n in numbers]


def page(handler, listed, **headers):
    handler.answer(200, json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}).encode(), Content_Type=INDEX, **headers)


def ask(registry, *words):
    done = subprocess.run([TOOL, f"{registry.host}/team/app", SUBJECT, *words], capture_output=True, text=True, timeout=100)
    return done.returncode, [line.split()[0] for line in done.stdout.splitlines()], done.stderr


def case(function):
    def run():
        with faulty_registry() as registry:
            function(registry)
    return (function.__name__.replace("_", " "), run)


def expect(registry, wanted, *words):
    code, listed, errors = ask(registry, *words)
    assert code == 0 and listed == [entry["digest"] for entry in wanted], (code, listed, errors)


def fails(registry, text):
    code, listed, errors = ask(registry)
    assert code == 1 and not listed and text in errors, (code, listed, errors)


def the_api_is_read_and_filtered_here(registry):
    registry.referrers[SUBJECT] = lambda handler: page(handler, entries(1) + entries(2, artifact_type=SIGNATURE))
    expect(registry, entries(1, 2))
    expect(registry, entries(2), SIGNATURE)
    assert registry.asked("artifactType=application%2Fvnd")


def pages_are_followed(registry):
    registry.referrers[SUBJECT] = lambda handler: page(handler, entries(3)) if "last=b" in handler.path else page(
        handler, entries(2), Link='<?last=b>; rel="next"') if "last=a" in handler.path else page(
            handler, entries(1), Link=f'</v2/team/app/referrers/{SUBJECT}?last=a>; rel="next"')
    expect(registry, entries(1, 2, 3))


def the_fallback_tag_is_read_where_there_is_no_api(registry):
    expect(registry, [])
    body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries(1, 2)}).encode()
    registry.put_manifest(body, INDEX, SUBJECT.replace(":", "-"))
    expect(registry, entries(1, 2))


def pages_in_a_circle_end(registry):
    registry.referrers[SUBJECT] = lambda handler: page(handler, entries(1), Link=f'</v2/team/app/referrers/{SUBJECT}?again>; rel="next"')
    fails(registry, "lead back to each other")
    assert len(registry.asked("/referrers/")) <= 3


def pages_without_end_have_a_limit(registry):
    for pages, works in ((63, True), (64, True), (65, False)):
        def serve(handler, pages=pages):
            number = int(handler.path.partition("?n=")[2] or 1)
            link = {"Link": f'</v2/team/app/referrers/{SUBJECT}?n={number + 1}>; rel="next"'} if number < pages else {}
            page(handler, [], **link)
        registry.referrers[SUBJECT] = serve
        if works:
            expect(registry, [])
        else:
            fails(registry, "registry_pages")


def a_page_at_another_place_is_not_asked_for(registry):
    with faulty_registry() as other:
        registry.referrers[SUBJECT] = lambda handler: page(handler, entries(1), Link=f'<{other.url}/v2/x>; rel="next"')
        fails(registry, "nothing was sent there")
        assert not other.requests


def faults_are_errors_and_not_an_empty_list(registry):
    for status in (401, 403, 429, 500):
        registry.referrers[SUBJECT] = lambda handler, status=status: handler.error(status)
        code, listed, errors = ask(registry)
        assert code == 1 and errors, (status, listed, errors)
    registry.referrers[SUBJECT] = lambda handler: handler.answer(200, b"{}")
    fails(registry, "referrers")


if __name__ == "__main__":
    tap.run([case(value) for value in (the_api_is_read_and_filtered_here, pages_are_followed, the_fallback_tag_is_read_where_there_is_no_api,
                                       pages_in_a_circle_end, pages_without_end_have_a_limit, a_page_at_another_place_is_not_asked_for,
                                       faults_are_errors_and_not_an_empty_list)])
