// SPDX-License-Identifier: Apache-2.0
#include "core/source/docker_archive.h"

#include "tests/unit/source/fixtures.h"

namespace lazaret::source::testing {
namespace {

using DockerArchive = SourceTest;

TEST_F(DockerArchive, ReadsEveryFormOfSavedImages) {
  for (const auto* kind : {"docker-old", "docker-podman", "docker-gzip-layers", "oci-archive-docker-new",
                           "docker-old.gz", "docker-last-wins"}) {
    const auto image = open("docker-archive:" + make(kind));
    ASSERT_TRUE(image) << kind << ": " << image.error().message;
    EXPECT_EQ((*image)->info().platform, "linux/amd64") << kind;
    ASSERT_EQ((*image)->layers().size(), 2u) << kind;
    EXPECT_EQ((*image)->info().layers[1].created_by, "COPY app") << kind;
    EXPECT_FALSE((*image)->info().config_digest.empty());
    EXPECT_EQ((*image)->info().labels.at("who"), "test") << kind;
    EXPECT_TRUE((*image)->info().created) << kind;
    EXPECT_TRUE((*image)->info().digest.empty()) << "a docker archive knows no manifest";
  }
}

TEST_F(DockerArchive, PlainLayersAreNamedByTheirDiffIds) {
  for (const auto* kind : {"docker-old", "docker-podman", "oci-archive-docker-new", "docker-old.gz"}) {
    const auto image = open("docker-archive:" + make(kind));
    ASSERT_TRUE(image) << kind << ": " << image.error().message;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& layer = (*image)->layers()[i];
      EXPECT_TRUE(layer.uncompressed);
      EXPECT_EQ(layer.digest, layer.diff_id);
      EXPECT_EQ(sha256_of(drain(**image, i)), layer.digest) << kind;
    }
  }
}

TEST_F(DockerArchive, CompressedLayersHaveOnlyADiffId) {
  const auto image = open("docker-archive:" + make("docker-gzip-layers"));
  ASSERT_TRUE(image) << image.error().message;
  const auto& layer = (*image)->layers()[0];
  EXPECT_TRUE(layer.digest.empty());
  EXPECT_FALSE(layer.diff_id.empty());
  EXPECT_FALSE(layer.uncompressed);
  EXPECT_FALSE(layer.generated);
  EXPECT_EQ(drain(**image, 0).size(), layer.size);
}

TEST_F(DockerArchive, FollowsLinksBetweenEqualLayers) {
  for (const auto* kind : {"docker-symlink", "docker-hardlink"}) {
    const auto image = open(make(kind));
    ASSERT_TRUE(image) << kind << ": " << image.error().message;
    EXPECT_EQ(drain(**image, 0), drain(**image, 1)) << kind;
    EXPECT_EQ((*image)->layers()[0].size, (*image)->layers()[1].size);
  }
}

TEST_F(DockerArchive, WithoutASchemeALayoutInItGivesTheManifestsDigest) {
  const auto image = open(make("oci-archive-docker-new"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_FALSE((*image)->info().digest.empty());
}

TEST_F(DockerArchive, ChoosesByName) {
  const auto path = make("docker-two");
  const auto message = problem("docker-archive:" + path);
  EXPECT_TRUE(contains(message, "several images: name one of them after a colon: app:1, other:2")) << message;
  const auto other = open("docker-archive:" + path + ":other:2");
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ((*other)->layers().size(), 2u);
  EXPECT_TRUE(contains(problem("docker-archive:" + path + ":no:3"),
                       "no image named \"no:3\"; it has: app:1, other:2"));
}

TEST_F(DockerArchive, RefusesAnotherPlatformThanTheWishedOne) {
  options_.platform = Platform{"linux", "arm64", ""};
  EXPECT_TRUE(contains(problem(make("docker-old")), "no image for linux/arm64, but for linux/amd64"));
}

TEST_F(DockerArchive, NamesEveryDamage) {
  constexpr std::pair<const char*, const char*> kDamages[] = {
      {"docker-bad-link-out", "layer 1: "},
      {"docker-bad-link-loop", "leads through more than 40 links"},
      {"docker-bad-two-manifests", "manifest.json is in "},
      {"docker-bad-no-layer", "layer 2: "},
      {"docker-bad-no-config", "has no Config"},
      {"docker-bad-empty-list", "is not a list of images"},
      {"docker-bad-layer-count", "has 2 diff ids for 1 layer"},
      {"docker-bad-layers-type", "Layers holds something that is not a string"},
      {"docker-bad-config-digest", "wrong digest"},
  };
  for (const auto& [kind, expected] : kDamages) {
    const auto message = problem("docker-archive:" + make(kind));
    EXPECT_TRUE(contains(message, expected)) << kind << ": " << message;
  }
}

// Cut anywhere, an archive is an error when it is opened, or its layers are not what their digests say.
TEST_F(DockerArchive, NoCutGoesUnnoticed) {
  for (const auto* kind : {"docker-old", "docker-old.gz", "oci-archive-gzip"}) {
    const auto path = make(kind);
    const auto whole = std::filesystem::file_size(path);
    const auto intact = open(path);
    ASSERT_TRUE(intact);
    const std::size_t layers = (*intact)->layers().size();
    for (std::uint64_t size = whole - 1; size > 0; size -= std::min<std::uint64_t>(size, 509)) {
      std::filesystem::resize_file(path, size);
      const auto image = open(path);
      if (!image) continue;
      // Only the archive's end marks and padding may be gone: every layer is still whole.
      ASSERT_EQ((*image)->layers().size(), layers);
      for (std::size_t i = 0; i < layers; ++i)
        EXPECT_EQ(sha256_of(drain(**image, i)), (*image)->layers()[i].digest) << kind << " cut at " << size;
    }
  }
}

}  // namespace
}  // namespace lazaret::source::testing
