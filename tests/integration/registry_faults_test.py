# SPDX-License-Identifier: Apache-2.0
"""A registry that fails in every way it can: a clear error and exit 1, or the same report as without the fault; never
`healthy` from less than the whole image, and no credential at another place."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lazaret  # noqa: E402
import tap  # noqa: E402
from faulty_registry import Tokens, basic, faulty_registry  # noqa: E402
from oci_image import CONFIG, INDEX, LAYER, MANIFEST, Image, as_bytes, digest_of  # noqa: E402
from registry_client import Home, healthy_image, make_certificate  # noqa: E402

LARGE = 50  # bytes after which a layer is cut


class Place(Home):
    def __init__(self, directory, registry):
        super().__init__(directory)
        self.registry = registry
        self.reference = registry.push(healthy_image())

    def layers(self):
        return [layer["digest"] for layer in json.loads(self.registry.manifests["v1"][1])["layers"]]

    def fails(self, *texts, reference=None, flags=(), retries=1):
        """Exit 1, no report at all, and an error that holds each text."""
        scan = self.scan(reference or self.reference, *flags, retries=retries)
        assert scan.code == 1 and scan.report is None, f"exit {scan.code}: {scan.output} {scan.errors}"
        for text in texts:
            assert text in scan.errors, f"no '{text}' in: {scan.errors}"
        return scan

    def succeeds(self, reference=None, flags=(), retries=5):
        scan = self.scan(reference or self.reference, *flags, retries=retries).expect(0)
        assert scan.report["status"] == "healthy" and len(scan.report["packages"]) == 1, scan.report
        return scan


def case(function):
    def run():
        with lazaret.scratch() as scratch, faulty_registry() as registry:
            function(Place(scratch, registry), registry)
    return (function.__name__.replace("_", " "), run)


def without_a_fault_the_image_is_healthy(place, registry):
    place.succeeds()
    agents = {headers["User-Agent"] for _, _, headers, _ in registry.requests}
    assert all(agent.startswith("lazaret/") for agent in agents), agents


def every_status_at_every_place_is_an_error(place, registry):
    layer = place.layers()[1]
    config = json.loads(registry.manifests["v1"][1])["config"]["digest"]
    for pattern in ("/manifests/v1", f"/blobs/{config}", f"/blobs/{layer}"):
        for status, text in ((401, "docker login"), (403, "may read"), (404, "no such"), (400, "answered 400"), (410, "answered 410"),
                             (418, "answered 418"), (204, "answered 204"), (304, "answered 304"), (429, "too much"),
                             (500, "try again later"), (503, "try again later")):
            registry.faults.clear()
            registry.fault(pattern, lambda handler, status=status: handler.error(
                status, "" if status in (204, 304) else "TOOMANYREQUESTS", "too much", WWW_Authenticate='Basic realm="x"'))
            place.fails(text if pattern.endswith("v1") and status == 401 else str(status) if status != 401 else "login", retries=0)


def a_passing_fault_is_tried_again(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.error(503), times=1)
    registry.fault("/blobs/", lambda handler: handler.error(429, Retry_After="1"), times=1)
    place.succeeds(retries=2)
    assert len(registry.asked("/manifests/v1")) == 2


def a_passing_fault_that_stays_ends(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.error(502))
    place.fails("answered 502", "tried 2 times", retries=1)
    assert len(registry.asked("/manifests/v1")) == 2


def what_cannot_pass_is_not_tried_again(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.error(403, "DENIED", "no"))
    place.fails("DENIED: no", retries=5)
    assert len(registry.asked("/manifests/v1")) == 1


def retry_after_is_kept_in_every_form(place, registry):
    for value in ("0", "35.852µs", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT"):
        registry.faults.clear()
        registry.requests.clear()
        registry.fault("/manifests/v1", lambda handler, value=value: handler.error(429, Retry_After=value.encode().decode("latin-1")), times=1)
        scan = place.succeeds(retries=1)
        assert scan.seconds >= 1, f"{value}: came back after {scan.seconds} s"


def a_pause_that_is_too_long_is_not_waited_for(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.error(429, "TOOMANYREQUESTS", "pull limit", Retry_After="21600",
                                                                 ratelimit_limit="100;w=21600", ratelimit_remaining="0;w=21600"))
    place.fails("asks to wait 21600 s", "0 of 100 requests in 21600 s are left", retries=5)
    assert len(registry.asked("/manifests/v1")) == 1


def a_cut_layer_is_gone_on_with(place, registry):
    layer = place.layers()[1]
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(registry.blobs[layer], cut=LARGE), times=2)
    place.succeeds(retries=5)
    ranges = [request[2].get("Range") for request in registry.asked(f"/blobs/{layer}")]
    assert ranges == [None, f"bytes={LARGE}-", f"bytes={2 * LARGE}-"], ranges


def a_cut_layer_is_begun_again_where_there_are_no_ranges(place, registry):
    layer = place.layers()[1]
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(registry.blobs[layer], cut=LARGE), times=1)
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(registry.blobs[layer], ranges=False))
    place.succeeds()


def a_layer_that_changes_between_the_tries_is_an_error(place, registry):
    layer = place.layers()[1]
    data = registry.blobs[layer]
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(data, cut=LARGE), times=1)
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(data[:-1] + bytes([data[-1] ^ 1])))
    place.fails("wrong digest")


def a_layer_that_is_always_cut_is_an_error(place, registry):
    layer = place.layers()[1]
    registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(registry.blobs[layer], cut=1))
    place.fails(layer)


def a_lying_range_is_an_error(place, registry):
    layer = place.layers()[1]
    data = registry.blobs[layer]
    for content_range in ("bytes 0-9/10", f"bytes 51-{len(data) - 1}/{len(data)}", f"bytes 50-{len(data) - 1}/{len(data) + 1}", "nonsense"):
        registry.faults.clear()
        registry.fault(f"/blobs/{layer}", lambda handler: handler.ranged(data, cut=LARGE), times=1)
        registry.fault(f"/blobs/{layer}", lambda handler, value=content_range: handler.answer(206, data[LARGE:], Content_Range=value))
        place.fails("goes on at")


def wrong_bytes_are_an_error(place, registry):
    manifest = json.loads(registry.manifests["v1"][1])
    for digest in [manifest["config"]["digest"], *place.layers()]:
        good = registry.blobs[digest]
        registry.blobs[digest] = good[:-1] + bytes([good[-1] ^ 1])
        place.fails("wrong digest")
        registry.blobs[digest] = good
    place.succeeds()


def a_wrong_size_is_an_error(place, registry):
    for digest in place.layers():
        good = registry.blobs[digest]
        for bad in (good + b"x", good[:-1]):
            registry.blobs[digest] = bad
            place.fails("its descriptor says")
        registry.blobs[digest] = good
    layer = place.layers()[1]
    # Without a length: the registry only has more, or fewer, than the descriptor says.
    for more in (b"x", b"x" * 100_000):
        registry.faults.clear()
        registry.fault(f"/blobs/{layer}", lambda handler, more=more: chunked(handler, registry.blobs[layer] + more))
        place.fails("more than the")
    registry.faults.clear()
    registry.fault(f"/blobs/{layer}", lambda handler: chunked(handler, registry.blobs[layer][:-1]))
    place.fails("ended after")


def chunked(handler, data):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for start in range(0, len(data), 10_000):
        part = data[start:start + 10_000]
        handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


def a_manifest_of_another_digest_is_an_error(place, registry):
    media_type, body = registry.manifests["v1"]
    digest = digest_of(body)
    registry.manifests[digest] = (media_type, body.replace(b"schemaVersion", b"schemaVersioN"))
    place.fails("wrong digest", reference=f"docker://{registry.host}/team/app@{digest}")
    registry.fault("/manifests/v1", lambda handler: handler.answer(200, body, Content_Type=media_type, Docker_Content_Digest="sha256:" + "0" * 64))
    place.fails("wrong digest")
    registry.faults.clear()
    registry.fault("/manifests/v1", lambda handler: handler.answer(200, body, Content_Type=media_type, Docker_Content_Digest="sha256:xyz"))
    place.fails("Docker-Content-Digest")


def a_digest_counts_and_a_tag_beside_it_does_not(place, registry):
    digest = digest_of(registry.manifests["v1"][1])
    place.succeeds(reference=f"docker://{registry.host}/team/app:other@{digest}")


def a_type_that_the_body_contradicts_is_an_error(place, registry):
    registry.manifests["v1"] = (INDEX, registry.manifests["v1"][1])
    place.fails("its descriptor says")


def a_page_of_html_is_an_error(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.answer(200, b"<html>log in to the airport</html>", Content_Type="text/html"))
    place.fails("manifest")


def a_manifest_over_its_limit_is_an_error(place, registry):
    limit = 4 << 20
    body = registry.manifests["v1"][1]
    for size, works in ((limit - 1, True), (limit, True), (limit + 1, False)):
        padded = body + b" " * (size - len(body))
        registry.manifests["v1"] = (MANIFEST, padded)
        if works:
            place.succeeds()
        else:
            place.fails("manifest_bytes")


def headers_over_their_limit_are_an_error(place, registry):
    media_type, body = registry.manifests["v1"]

    def answer(handler, extra):
        lines = [f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Type: {media_type}\r\n".encode()]
        left = (64 << 10) + extra - len(lines[0]) - 2
        while left > 0:  # lines of 1000 bytes, the last two sharing what is left
            size = left if left <= 1000 else min(1000, left - 10)
            lines.append(b"X: " + b"x" * (size - 5) + b"\r\n")
            left -= size
        handler.wfile.write(b"".join(lines) + b"\r\n" + body)
        handler.close_connection = True
    for extra, works in ((-1, True), (0, True), (1, False)):
        registry.faults.clear()
        registry.fault("/manifests/v1", lambda handler, extra=extra: answer(handler, extra))
        if works:
            place.succeeds()
        else:
            place.fails("http_header_bytes")


def a_token_over_its_limit_is_an_error(place, registry):
    Tokens(registry, anonymous=True)
    give = registry.faults[0][1]
    limit = 64 << 10
    for size, works in ((limit - 1, True), (limit, True), (limit + 1, False)):
        registry.faults.clear()
        registry.fault("/token", lambda handler, size=size: padded(handler, give, size))
        if works:
            place.succeeds()
        else:
            place.fails("http_small_bytes")


def padded(handler, give, size):
    class Catch:
        def __init__(self):
            self.__dict__.update(handler.__dict__)
            self.command, self.path, self.headers = handler.command, handler.path, handler.headers

        def answer(self, status, body):
            handler.answer(status, body + b" " * (size - len(body)))
    give(Catch())


def redirects_are_followed_to_their_limit(place, registry):
    layer = place.layers()[1]
    for hops, works in ((4, True), (5, True), (6, False)):
        registry.faults.clear()
        registry.fault(f"/blobs/{layer}$", lambda handler, hops=hops: handler.answer(307, Location=f"/hop/{hops - 1}"))
        registry.fault("/hop/[1-9]", lambda handler: handler.answer(307, Location=f"/hop/{int(handler.path[5:]) - 1}"))
        registry.fault("/hop/0", lambda handler: handler.ranged(registry.blobs[layer]))
        if works:
            place.succeeds()
        else:
            place.fails("http_redirects")


def redirects_that_lead_nowhere_are_errors(place, registry):
    layer = place.layers()[1]
    for headers, text in (({}, "redirects to nowhere"), ({"Location": f"/v2/team/app/blobs/{layer}"}, "http_redirects"),
                          ({"Location": "file:///etc/passwd"}, "neither http nor https"), ({"Location": "ftp://127.0.0.1/x"}, "neither http nor https"),
                          ({"Location": "http://user:password@127.0.0.1/x"}, "is no URL"), ({"Location": "http://10.0.0.1/x"}, "nothing was sent there"),
                          ({"Location": "//[bad"}, "is no URL")):
        registry.faults.clear()
        registry.fault(f"/blobs/{layer}", lambda handler, headers=headers: handler.answer(302, **headers))
        place.fails(text)


def a_redirect_from_tls_to_plain_is_refused(place, registry):
    certificate = make_certificate(place.directory)
    with faulty_registry(certificate) as encrypted:
        (place.certificates(encrypted.host) / "ca.crt").write_text(certificate.with_suffix(".crt").read_text())
        reference = encrypted.push(healthy_image())
        place.succeeds(reference=reference)
        encrypted.fault("/blobs/", lambda handler: handler.answer(307, Location=registry.url + handler.path))
        place.fails("from an encrypted connection to a plain one", reference=reference)


def a_login_does_not_follow_to_another_place(place, registry):
    """The object store gets no Authorization, and its 401 cannot ask for the login either."""
    with faulty_registry() as store:
        store.push(healthy_image())
        place.log_in(registry.host, "ann", "secret")
        tokens = Tokens(registry, users={"ann": "secret"})
        registry.fault("/blobs/", lambda handler: handler.answer(307, Location=store.url + handler.path)
                       if registry.authorize(handler) else None)
        place.succeeds()
        assert store.requests and not any("Authorization" in headers for _, _, headers, _ in store.requests)
        assert all("Authorization" in request[2] for request in registry.asked("/blobs/")[-1:]), "the registry saw no token"
        store.requests.clear()
        asked = tokens.count
        store.authorize = lambda handler: handler.error(401, "UNAUTHORIZED", "give", WWW_Authenticate=f'Basic realm="x", Bearer realm="{store.url}/token"')
        place.fails("answered 401")
        assert not any("Authorization" in headers for _, _, headers, _ in store.requests)
        assert not store.asked("/token"), store.requests
        assert tokens.count == asked + 1


def a_login_does_not_come_back_after_a_detour(place, registry):
    with faulty_registry() as store:
        place.log_in(registry.host, "ann", "secret")
        basic(registry, "ann", "secret")
        store.fault("/", lambda handler: handler.answer(307, Location=registry.url + "/back" + handler.path))
        registry.fault("GET /v2/.*/blobs/", lambda handler: handler.answer(307, Location=store.url + handler.path))
        registry.fault("/back/", lambda handler: handler.error(404))
        place.fails("answered 404")
        assert registry.asked("/back/") and not any("Authorization" in request[2] for request in registry.asked("/back/"))


def tokens_come_from_where_the_registry_says(place, registry):
    with faulty_registry() as other:
        tokens = Tokens(other, anonymous=True)
        other.authorize = None
        registry.authorize = tokens.check
        place.succeeds()
        assert tokens.count == 1, f"{tokens.count} tokens for one scope"


def a_token_server_that_is_elsewhere_in_the_clear_gets_nothing(place, registry):
    place.log_in(registry.host, "ann", "secret")
    Tokens(registry, realm="http://192.0.2.1/token", users={"ann": "secret"})
    place.fails("which is not encrypted", "nothing was sent there")


def a_bad_realm_is_an_error(place, registry):
    for realm in ("", "/token", "file:///etc/passwd", "http://", "gopher://127.0.0.1/"):
        registry.faults.clear()
        Tokens(registry, realm=realm or " ", anonymous=True)
        place.fails("realm")


def a_challenge_that_is_no_challenge_is_an_error(place, registry):
    for value in ("", "Negotiate abc", 'Bearer realm="unended', 'Bearer realm="a",realm="b"', "=", "\x01"):
        registry.faults.clear()
        registry.fault("/manifests/", lambda handler, value=value: handler.error(401, **({"WWW_Authenticate": value} if value else {})))
        place.fails("")


def an_expired_token_is_renewed(place, registry):
    tokens = Tokens(registry, anonymous=True)
    registry.fault("/blobs/", lambda handler: tokens.valid.clear() or registry.authorize(handler), times=1)
    place.succeeds()
    assert tokens.count == 2, tokens.count


def a_token_that_is_never_good_is_an_error(place, registry):
    tokens = Tokens(registry, anonymous=True)
    registry.fault("/manifests/", lambda handler: tokens.valid.clear() or registry.authorize(handler))
    place.fails("answered 401", "docker login")
    assert len(registry.asked("/manifests/")) == 2


def a_token_of_too_narrow_a_scope_is_an_error(place, registry):
    Tokens(registry, anonymous=True)
    registry.fault("/manifests/", lambda handler: handler.error(
        401, "DENIED", "no", WWW_Authenticate=f'Bearer realm="{registry.url}/token",service="test",error="insufficient_scope"'))
    place.fails("answered 401")
    assert len(registry.asked("/manifests/")) == 2


def a_wrong_login_is_an_error_and_never_anonymous(place, registry):
    place.log_in(registry.host, "ann", "wrong")
    Tokens(registry, users={"ann": "secret"}, anonymous=True)
    scan = place.fails("the login that is known for it")
    assert "wrong" not in scan.errors
    basic(registry, "ann", "secret")
    place.fails(f"docker login {registry.host}`")


def a_bad_answer_of_a_token_server_is_an_error(place, registry):
    for body in (b"", b"{}", b"[]", b'{"token": 5}', b'{"token": "a b"}', b'{"token": "a\\r\\nX: y"}', b"\xff"):
        registry.faults.clear()
        registry.fault("/token", lambda handler, body=body: handler.answer(200, body))
        Tokens(registry, anonymous=True)
        place.fails("token")


def a_server_that_says_nothing_is_left(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.connection.recv(1))
    place.fails("has not answered", flags=("--timeout", "1"), retries=0)


def a_server_that_trickles_headers_is_left(place, registry):
    registry.fault("/manifests/v1", lambda handler: handler.trickle(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000))
    place.fails("has not answered", flags=("--timeout", "1"), retries=0)


def a_server_that_trickles_a_body_is_left(place, registry):
    def slow(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "60000")
        handler.end_headers()
        handler.trickle(b" " * 60000)
    registry.fault("/manifests/v1", slow)
    place.fails("sends less than", flags=("--timeout", "1"), retries=0)
    registry.faults.clear()
    layer = place.layers()[1]

    def slow_layer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(registry.blobs[layer])))
        handler.end_headers()
        handler.trickle(registry.blobs[layer])
    registry.fault(f"/blobs/{layer}", slow_layer)
    place.fails("sends less than", flags=("--timeout", "1"), retries=0)


def a_connection_that_is_closed_is_an_error(place, registry):
    def hang_up(handler):
        handler.close_connection = True
    registry.fault("/manifests/v1", hang_up)
    place.fails(registry.host, retries=0)
    registry.faults.clear()
    registry.fault("/manifests/v1", hang_up, times=1)
    place.succeeds()


def nobody_at_the_port_is_an_error(place, registry):
    registry.close()
    place.fails("connect", retries=0)


def what_is_no_image_is_said_to_be_what_it_is(place, registry):
    empty = b"{}"
    registry.blobs[digest_of(empty)] = empty

    def manifest(config_type, layer_type=LAYER, **more):
        body = as_bytes({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": config_type, "digest": digest_of(empty), "size": 2},
                         "layers": [{"mediaType": layer_type, "digest": digest_of(empty), "size": 2}], **more})
        registry.put_manifest(body, MANIFEST, "v1")
    for arguments, more, text in (
            (("application/vnd.cncf.helm.config.v1+json",), {}, "a Helm chart"),
            ((CONFIG, "application/vnd.dev.cosign.simplesigning.v1+json"), {}, "a cosign signature"),
            ((CONFIG, "application/vnd.in-toto+json"), {}, "an in-toto attestation"),
            (("application/vnd.oci.empty.v1+json",), {"artifactType": "application/spdx+json"}, "an SPDX document"),
            (("application/vnd.oci.empty.v1+json",), {"artifactType": "application/x-own"}, "application/x-own"),
            ((CONFIG,), {"subject": {"mediaType": MANIFEST, "digest": digest_of(b"x"), "size": 1}}, "belongs to"),
            (("application/vnd.wasm.config.v0+json",), {}, "a WebAssembly module")):
        manifest(*arguments, **more)
        place.fails("not a container image", text)
    for suffix, text in ((".sig", "a signature"), (".att", "an attestation"), (".sbom", "an SBOM"), ("", "refers to")):
        place.fails("not a container image", text, reference=f"docker://{registry.host}/team/app:sha256-{'0' * 64}{suffix}")


def a_first_form_manifest_is_refused(place, registry):
    body = as_bytes({"schemaVersion": 1, "name": "team/app", "tag": "v1", "fsLayers": [], "history": []})
    for media_type in ("application/vnd.docker.distribution.manifest.v1+prettyjws", "application/json"):
        registry.manifests["v1"] = (media_type, body)
        place.fails("schema 1")


def an_index_gives_the_platform_and_leaves_attestations_out(place, registry):
    image = json.loads(registry.manifests["v1"][1])
    body = registry.manifests["v1"][1]
    entry = {"mediaType": MANIFEST, "digest": digest_of(body), "size": len(body)}
    assert image["config"]
    attestation = registry.put_manifest(as_bytes({"schemaVersion": 2}), MANIFEST)
    arm = registry.put_manifest(as_bytes({"schemaVersion": 2, "x": 1}), MANIFEST)
    registry.put_index({**attestation, "platform": {"os": "unknown", "architecture": "unknown"},
                        "annotations": {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": entry["digest"]}},
                       {**entry, "platform": {"os": "linux", "architecture": "amd64"}},
                       {**arm, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}}, tag="multi")
    reference = f"docker://{registry.host}/team/app:multi"
    scan = place.succeeds(reference=reference, flags=("--platform", "linux/amd64"))
    assert scan.report["image"]["digest"] == entry["digest"]
    place.fails("linux/amd64, linux/arm64", reference=reference, flags=("--platform", "linux/s390x"))


def indexes_in_circles_and_in_depth_are_bounded(place, registry):
    """Each index names the next, and a lying size or digest is an error."""
    entry = registry.put_manifest(registry.manifests["v1"][1], MANIFEST)
    for depth, works in ((2, True), (3, True), (4, False)):
        child = {**entry, "platform": {"os": "linux", "architecture": "amd64"}}
        for level in range(depth):
            child = registry.put_index(child, tag=f"depth{depth}-{level}")
        reference = f"docker://{registry.host}/team/app:depth{depth}-{depth - 1}"
        if works:
            place.succeeds(reference=reference)
        else:
            place.fails("index_depth", reference=reference)
    registry.put_index({**entry, "size": entry["size"] + 1}, tag="size")
    place.fails("its descriptor says", reference=f"docker://{registry.host}/team/app:size")
    registry.put_index({**entry, "digest": digest_of(b"other")}, tag="digest")
    place.fails("no such", reference=f"docker://{registry.host}/team/app:digest")


def layers_in_the_cache_are_not_fetched(place, registry):
    cache = place.directory / "cache"
    first = place.scan(place.reference, cache=cache).expect(0)
    assert len(registry.asked("/blobs/")) == 3
    registry.requests.clear()
    second = place.scan(place.reference, cache=cache).expect(0)
    config = json.loads(registry.manifests["v1"][1])["config"]["digest"]
    assert [request[1] for request in registry.asked("/blobs/")] == [f"/v2/team/app/blobs/{config}"], registry.requests
    assert first.report == second.report
    # A second image on the same first layer fetches its own alone.
    other = registry.push(healthy_image().layers({"opt/new": b"x"}), "v2")
    registry.requests.clear()
    place.scan(other, cache=cache).expect(0)
    fetched = [request[1] for request in registry.asked("/blobs/")]
    assert len(fetched) == 2 and not any(layer in path for layer in place.layers() for path in fetched), fetched


def a_failed_layer_leaves_nothing_in_the_cache(place, registry):
    cache = place.directory / "cache"
    layer = place.layers()[1]
    good = registry.blobs[layer]
    registry.blobs[layer] = good[:-1] + bytes([good[-1] ^ 1])
    assert place.scan(place.reference, cache=cache).code == 1
    registry.blobs[layer] = good
    scan = place.scan(place.reference, cache=cache).expect(0)
    assert scan.report["status"] == "healthy"


def a_plain_layer_must_have_its_diff_id(place, registry):
    image = healthy_image()
    image.compression = "none"
    image.layers({"opt/plain": b"x"})
    place.succeeds(reference=registry.push(image))
    image.diff_ids[-1] = digest_of(b"other")
    place.fails("wrong diff id", reference=registry.push(image, "v3"))


def an_absent_foreign_layer_is_a_gap(place, registry):
    image = healthy_image()
    foreign = b"far away"

    def edit(manifest):
        manifest["layers"][1] = {"mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "digest": digest_of(foreign),
                                 "size": len(foreign), "urls": ["https://example.invalid/layer"]}
        return manifest
    image.edit_manifest = edit
    scan = place.scan(registry.push(image, "windows")).expect(3)
    assert scan.report["status"] == "unverified" and "layer_absent" in scan.gap_kinds()


def offline_sends_nothing(place, registry):
    place.fails("--offline", flags=("--offline",))
    assert not registry.requests


def a_warning_of_a_registry_is_shown_once_and_escaped(place, registry):
    media_type, body = registry.manifests["v1"]
    registry.fault("/manifests/v1", lambda handler: handler.answer(200, body, Content_Type=media_type, Warning='299 - "going away \x1b[31m"'))
    scan = place.succeeds()
    assert scan.errors.count("going away") == 1 and "\x1b" not in scan.errors, scan.errors


if __name__ == "__main__":
    names = [name for name, value in list(globals().items()) if callable(value) and getattr(value, "__code__", None)
             and value.__code__.co_varnames[:2] == ("place", "registry") and value.__code__.co_argcount == 2]
    tap.run([case(globals()[name]) for name in names])
