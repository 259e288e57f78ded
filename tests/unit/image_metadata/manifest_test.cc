// SPDX-License-Identifier: Apache-2.0
#include "core/image/manifest.h"

#include <gtest/gtest.h>

#include "core/base/text.h"

namespace lazaret::image {
namespace {

constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";

std::string descriptor(std::string_view type, const std::string& size = "7", const std::string& more = "") {
  return R"({"mediaType":")" + std::string(type) + R"(","digest":"sha256:)" + std::string(64, 'a') +
         R"(","size":)" + size + more + "}";
}

std::string manifest(const std::string& layers, const std::string& more = "",
                     const std::string& config = descriptor(kConfigType)) {
  return R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" + layers + "]" + more + "}";
}

std::string index(const std::string& children, const std::string& more = "") {
  return R"({"schemaVersion":2,"manifests":[)" + children + "]" + more + "}";
}

std::string repeated(const std::string& item, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + item;
  return all;
}

// The message of the error, or "fine".
std::string problem(const std::string& text, std::string_view type = "", const Limits& limits = {}) {
  const auto document = parse_document(text, type, "it", limits);
  return document ? "fine" : document.error().message;
}

TEST(Manifest, ReadsLayersAndConfiguration) {
  const auto document = parse_document(manifest(descriptor(kLayerType, "42")), kManifestType, "it", {});
  ASSERT_TRUE(document) << document.error().message;
  const auto& read = std::get<Manifest>(*document);
  ASSERT_EQ(read.layers.size(), 1u);
  EXPECT_EQ(read.layers[0].size, 42u);
  EXPECT_EQ(read.config.media_type, kConfigType);
}

TEST(Manifest, ReadsIndexWithPlatformsAndAnnotations) {
  const auto child = descriptor(
      kManifestType, "1",
      R"(,"platform":{"os":"linux","architecture":"arm","variant":"v6"},"annotations":{"k":"v"},"urls":["u"])");
  const auto document = parse_index(index(child), "it", {});
  ASSERT_TRUE(document) << document.error().message;
  const auto& read = document->manifests.at(0);
  EXPECT_EQ(to_string(*read.platform), "linux/arm/v6");
  EXPECT_EQ(read.annotation("k"), "v");
  EXPECT_EQ(read.annotation("absent"), "");
  EXPECT_EQ(read.urls, std::vector<std::string>{"u"});
}

TEST(Manifest, ReadsItsOwnAnnotations) {
  const auto with = [](const std::string& annotations) {
    return parse_document(manifest("", R"(,"annotations":)" + annotations), kManifestType, "it", {});
  };
  const auto document = with(R"({"org.opencontainers.image.base.name":"debian:12"})");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(std::get<Manifest>(*document).annotations,
            (std::vector<std::pair<std::string, std::string>>{
                {"org.opencontainers.image.base.name", "debian:12"}}));
  EXPECT_EQ(with("7").error().message, "it: annotations is not an object");
  EXPECT_EQ(with(R"({"a":7})").error().message, "it: annotation \"a\" is not a string");
}

TEST(Manifest, ReadsDockersForms) {
  const std::string list = "application/vnd.docker.distribution.manifest.list.v2+json";
  EXPECT_EQ(problem(index(descriptor(kManifestType), R"(,"mediaType":")" + list + "\""), list), "fine");
  const std::string schema2 = "application/vnd.docker.distribution.manifest.v2+json";
  const auto config = descriptor("application/vnd.docker.container.image.v1+json");
  const auto layer = descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip");
  EXPECT_EQ(problem(manifest(layer, "", config), schema2), "fine");
}

TEST(Manifest, RefusesMediaTypeThatDiffersFromTheDescriptor) {
  const auto text = manifest(descriptor(kLayerType), R"(,"mediaType":")" + std::string(kManifestType) + "\"");
  EXPECT_EQ(problem(text, kManifestType), "fine");
  EXPECT_NE(problem(text, kIndexType).find("its descriptor says"), std::string::npos);
}

TEST(Manifest, RefusesWhatIsIndexAndManifestAtOnce) {
  EXPECT_EQ(problem(manifest("", R"(,"manifests":[])")), "it: is an index and a manifest at once");
  EXPECT_EQ(problem(index("", R"(,"layers":[])")), "it: is an index and a manifest at once");
}

TEST(Manifest, SaysWhySchemaOneIsNotRead) {
  EXPECT_NE(problem(R"({"schemaVersion":1,"fsLayers":[]})").find("schema 1"), std::string::npos);
  EXPECT_EQ(parse_document(R"({"schemaVersion":1})", "", "it", {}).error().code, ErrorCode::Unsupported);
}

TEST(Manifest, RefusesArtifactsAndUnknownLayers) {
  const auto artifact =
      parse_document(manifest("", "", descriptor("application/vnd.oci.empty.v1+json")), "", "it", {});
  ASSERT_FALSE(artifact);
  EXPECT_EQ(artifact.error().code, ErrorCode::Unsupported);
  EXPECT_NE(artifact.error().message.find("vnd.oci.empty"), std::string::npos);
  EXPECT_NE(problem(manifest(descriptor("application/x-squashfs"))).find("no kind of tar"),
            std::string::npos);
}

TEST(Manifest, RefusesDescriptorsThatLackOrTwistSomething) {
  EXPECT_NE(problem(manifest(descriptor(kLayerType, "-1"))).find("layers[0]: size is missing, negative"),
            std::string::npos);
  EXPECT_NE(problem(manifest(descriptor(kLayerType, "1.5"))).find("not a whole number"), std::string::npos);
  EXPECT_NE(problem(manifest(descriptor(kLayerType, "\"7\""))).find("not a whole number"), std::string::npos);
  EXPECT_NE(problem(manifest(R"({"mediaType":"x","size":1})")).find("has no digest"), std::string::npos);
  EXPECT_NE(problem(manifest(R"({"digest":"sha256:00","size":1})")).find("has no mediaType"),
            std::string::npos);
  EXPECT_NE(problem(manifest("7")).find("not an object"), std::string::npos);
  EXPECT_NE(problem(R"({"schemaVersion":2,"layers":[]})", kManifestType).find("config: is missing"),
            std::string::npos);
  EXPECT_NE(
      problem(R"({"schemaVersion":2,"config":)" + descriptor(kConfigType) + "}").find("layers is missing"),
      std::string::npos);
}

TEST(Manifest, RefusesWhatIsNotJsonOrNoDocument) {
  EXPECT_NE(problem("<html>").find("not JSON at byte"), std::string::npos);
  EXPECT_EQ(problem("[]"), "it: is not a JSON object");
  EXPECT_EQ(problem("{}"), "it: schemaVersion is not 2");
  EXPECT_NE(problem(R"({"schemaVersion":2,"schemaVersion":2})").find("duplicate key"), std::string::npos);
  EXPECT_NE(problem(R"({"schemaVersion":2})").find("neither an image index nor an image manifest"),
            std::string::npos);
}

TEST(Manifest, HoldsTheLimitOfLayers) {
  Limits limits;
  limits.layers = 3;
  for (const std::size_t count : {2u, 3u})
    EXPECT_EQ(problem(manifest(repeated(descriptor(kLayerType), count)), "", limits), "fine");
  EXPECT_EQ(problem(manifest(repeated(descriptor(kLayerType), 4)), "", limits),
            "it: 4 layers, the limit (layers) is 3");
}

TEST(Manifest, HoldsTheLimitOfIndexChildren) {
  Limits limits;
  limits.index_children = 2;
  for (const std::size_t count : {1u, 2u})
    EXPECT_EQ(problem(index(repeated(descriptor(kManifestType), count)), "", limits), "fine");
  EXPECT_EQ(problem(index(repeated(descriptor(kManifestType), 3)), "", limits),
            "it: 3 manifests, the limit (index_children) is 2");
}

TEST(Manifest, HoldsTheLimitOfBytes) {
  const std::string text = index("");
  Limits limits;
  limits.manifest_bytes = text.size();
  EXPECT_EQ(problem(text, "", limits), "fine");
  EXPECT_NE(problem(text + " ", "", limits).find("bytes of JSON"), std::string::npos);
}

TEST(Manifest, KnowsAttestations) {
  Descriptor descriptor;
  EXPECT_FALSE(is_attestation(descriptor));
  descriptor.platform = Platform{"unknown", "unknown", ""};
  EXPECT_TRUE(is_attestation(descriptor));
  descriptor.platform = Platform{"linux", "amd64", ""};
  EXPECT_FALSE(is_attestation(descriptor));
  descriptor.annotations = {{"vnd.docker.reference.type", "attestation-manifest"}};
  EXPECT_TRUE(is_attestation(descriptor));
}

}  // namespace
}  // namespace lazaret::image
