// SPDX-License-Identifier: Apache-2.0
// OCI layouts, as directories and in archives: what is read, and what each kind of damage is called.
#include "tests/unit/source/fixtures.h"

namespace lazaret::source::testing {
namespace {

using Oci = SourceTest;

constexpr const char* kBaseName = "org.opencontainers.image.base.name";
constexpr const char* kBaseDigest = "org.opencontainers.image.base.digest";

// The name of each damage and what the message must hold. The same for directories and archives.
struct Damage {
  const char* kind;
  const char* message;
};
constexpr Damage kDamages[] = {
    {"bad-missing-manifest", "is missing from"},
    {"bad-missing-config", "configuration sha256:"},
    {"bad-missing-layer", "layer 2: blobs/sha256/"},
    {"bad-missing-index", "index.json is missing from"},
    {"bad-digest-manifest", "wrong digest"},
    {"bad-digest-config", "wrong digest"},
    {"bad-size-manifest", "bytes, its descriptor says"},
    {"bad-size-config", "bytes, its descriptor says"},
    {"bad-size-layer", "bytes, its descriptor says"},
    {"bad-size-negative", "layers[0]: size is missing, negative"},
    {"bad-size-text", "layers[0]: size is missing, negative"},
    {"bad-no-digest", "layers[0]: has no digest"},
    {"bad-digest-form", "layers[0]"},
    {"bad-media-type", "its descriptor says"},
    {"bad-ambiguous", "an index and a manifest at once"},
    {"bad-schema-version", "schemaVersion is not 2"},
    {"bad-schema-one", "schema 1"},
    {"bad-artifact", "is not a container image"},
    {"bad-layer-type", "a Helm chart"},
    {"bad-many-layers", "10000 layers, the limit (layers) is 500"},
    {"bad-diff-id-count", "has 0 diff ids for 2 layers"},
    {"bad-diff-id-form", "rootfs.diff_ids[0]"},
    {"bad-no-rootfs", "rootfs is missing"},
    {"bad-duplicate-keys", "duplicate key \"manifests\""},
    {"bad-deep-json", "nested deeper than 64 levels"},
    {"bad-not-json", "index.json"},
    {"bad-huge-json", "the limit (manifest_bytes) is"},
    {"bad-empty-index", "names no image"},
    {"bad-layout-version", "imageLayoutVersion is \"2.0\""},
    {"nested-4", "the limit (index_depth) of 3"},
};

TEST_F(Oci, DirectoryAndArchiveAgree) {
  const auto directory = open("oci:" + make("oci-layout-gzip"));
  const auto archive = open("oci-archive:" + make("oci-archive-gzip"));
  const auto squeezed = open("oci-archive:" + make("oci-archive-gzip.gz"));
  ASSERT_TRUE(directory) << directory.error().message;
  ASSERT_TRUE(archive) << archive.error().message;
  ASSERT_TRUE(squeezed) << squeezed.error().message;
  for (const auto* other : {&*archive, &*squeezed}) {
    EXPECT_EQ((*directory)->info().digest, (*other)->info().digest);
    EXPECT_EQ((*directory)->info().config_digest, (*other)->info().config_digest);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(drain(**directory, i), drain(**other, i));
  }
}

TEST_F(Oci, DescribesTheImage) {
  const auto reference = "oci:" + make("oci-layout-gzip");
  const auto image = open(reference);
  ASSERT_TRUE(image) << image.error().message;
  const auto& info = (*image)->info();
  EXPECT_EQ(info.reference, reference);
  EXPECT_EQ(info.platform, "linux/amd64");
  ASSERT_EQ(info.layers.size(), 2u);
  EXPECT_EQ(info.layers[0].created_by, "ADD base");
  EXPECT_EQ(info.layers[1].created_by, "COPY app");
  EXPECT_NE(info.layers[0].digest, info.layers[0].diff_id);
  EXPECT_TRUE((*image)->gaps().empty());
}

TEST_F(Oci, TellsWhatTheImageSaysOfItsOrigin) {
  const auto annotated = open(make("oci-layout-annotated-base"));
  ASSERT_TRUE(annotated) << annotated.error().message;
  const auto& info = (*annotated)->info();
  EXPECT_EQ(format_instant(info.created.value()), "2024-01-02T03:04:05Z");
  EXPECT_EQ(info.labels, (std::map<std::string, std::string>{{kBaseName, "label:1"}, {"team", "shop"}}));
  EXPECT_EQ(info.annotations,
            (std::map<std::string, std::string>{{kBaseDigest, "sha256:00"}, {kBaseName, "debian:12"}}));
  EXPECT_EQ(info.base_name, "debian:12") << "the annotation goes before the label";
  EXPECT_EQ(info.base_digest, "sha256:00");
  const auto labelled = open(make("oci-layout-labelled-base"));
  ASSERT_TRUE(labelled) << labelled.error().message;
  EXPECT_EQ((*labelled)->info().base_name, "label:1");
  EXPECT_EQ((*labelled)->info().base_digest, "");
}

TEST_F(Oci, TakesADateThatNobodyChoseForNone) {
  for (const auto* kind :
       {"oci-layout-created-at-zero", "oci-layout-created-never", "oci-layout-created-nonsense"}) {
    const auto image = open(make(kind));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_FALSE((*image)->info().created) << kind;
  }
}

TEST_F(Oci, StreamsBytesOfTheDigestAndSize) {
  for (const auto* kind : {"oci-layout-gzip", "oci-archive-plain", "oci-layout-docker-types"}) {
    const auto image = open(make(kind));
    ASSERT_TRUE(image) << image.error().message;
    for (std::size_t i = 0; i < (*image)->layers().size(); ++i) {
      const auto bytes = drain(**image, i);
      EXPECT_EQ(sha256_of(bytes), (*image)->layers()[i].digest) << kind;
      EXPECT_EQ(bytes.size(), (*image)->layers()[i].size);
    }
  }
}

TEST_F(Oci, TellsPlainLayersByTheirBytes) {
  const auto plain = open(make("oci-layout-plain"));
  const auto gzip = open(make("oci-layout-gzip"));
  ASSERT_TRUE(plain && gzip);
  EXPECT_TRUE((*plain)->layers()[0].uncompressed);
  EXPECT_EQ((*plain)->layers()[0].digest, (*plain)->layers()[0].diff_id);
  EXPECT_FALSE((*gzip)->layers()[0].uncompressed);
}

TEST_F(Oci, NamesEveryDamageInDirectories) {
  for (const auto& damage : kDamages) {
    const auto message = problem("oci:" + make(std::string("oci-layout-") + damage.kind));
    EXPECT_TRUE(contains(message, damage.message)) << damage.kind << ": " << message;
  }
}

TEST_F(Oci, NamesEveryDamageInArchives) {
  for (const auto& damage : kDamages) {
    const auto message = problem("oci-archive:" + make(std::string("oci-archive-") + damage.kind));
    EXPECT_TRUE(contains(message, damage.message)) << damage.kind << ": " << message;
  }
}

TEST_F(Oci, GivesDamagedLayerBytesToTheFeederToJudge) {
  const auto image = open(make("oci-layout-bad-digest-layer"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_NE(sha256_of(drain(**image, 0)), (*image)->layers()[0].digest);
}

TEST_F(Oci, NoticesALayerThatGrowsOrShrinksAfterItWasOpened) {
  const auto path = make("oci-layout-gzip");
  const auto image = open(path);
  ASSERT_TRUE(image) << image.error().message;
  const auto& layer = (*image)->layers()[0];
  const std::string blob = path + "/blobs/sha256/" + std::string(layer.digest.hex());
  auto stream = (*image)->open_layer(0, {});
  ASSERT_TRUE(stream);
  std::ofstream(blob, std::ios::app | std::ios::binary) << "more and more";
  std::vector<std::byte> buffer(layer.size + 100);
  EXPECT_EQ((*stream)->read(buffer).value_or(0), layer.size + 1);
  EXPECT_TRUE(contains(drain(**image, 0), "its descriptor says"));

  std::filesystem::resize_file(blob, layer.size);
  auto cut = (*image)->open_layer(0, {});
  ASSERT_TRUE(cut);
  std::filesystem::resize_file(blob, layer.size - 1);
  const auto got = (*cut)->read(buffer);
  ASSERT_FALSE(got);
  EXPECT_TRUE(contains(got.error().message, "the file was cut")) << got.error().message;
}

TEST_F(Oci, ChoosesThePlatform) {
  for (const auto* kind : {"oci-layout-platforms", "oci-archive-platforms-docker",
                           "oci-layout-platforms-flat", "oci-layout-nested-3"}) {
    const auto path = make(kind);
    options_.platform = Platform{"linux", "arm64", ""};
    const auto arm = open(path);
    ASSERT_TRUE(arm) << kind << ": " << arm.error().message;
    EXPECT_EQ((*arm)->info().platform, "linux/arm64/v8");
    EXPECT_EQ((*arm)->layers().size(), 1u);
    options_.platform = Platform{"linux", "amd64", ""};
    const auto amd = open(path);
    ASSERT_TRUE(amd) << kind << ": " << amd.error().message;
    EXPECT_EQ((*amd)->layers().size(), 2u);
  }
}

TEST_F(Oci, ListsThePlatformsThatAreThere) {
  options_.platform = Platform{"linux", "riscv64", ""};
  const auto message = problem(make("oci-layout-platforms"));
  EXPECT_TRUE(contains(message, "no image for linux/riscv64, but for linux/amd64, linux/arm64/v8"))
      << message;
  EXPECT_TRUE(contains(problem(make("oci-layout-gzip")), "no image for linux/riscv64, but for linux/amd64"));
}

TEST_F(Oci, TakesTheOnlyImageWhateverItsPlatform) {
  const auto image = open(make("oci-layout-attestation"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ((*image)->info().platform, "linux/amd64");
}

TEST_F(Oci, ChoosesByTag) {
  const auto path = make("oci-layout-two-tags");
  const auto message = problem("oci:" + path);
  EXPECT_TRUE(contains(message, "several images")) << message;
  EXPECT_TRUE(contains(message, "docker.io/library/base:two, one")) << message;
  const auto one = open("oci:" + path + ":one");
  const auto two = open("oci:" + path + ":two");
  const auto whole_name = open("oci:" + path + ":docker.io/library/base:two");
  ASSERT_TRUE(one && two && whole_name);
  EXPECT_EQ((*one)->layers().size(), 2u);
  EXPECT_EQ((*two)->layers().size(), 1u);
  EXPECT_EQ((*whole_name)->info().digest, (*two)->info().digest);
  EXPECT_TRUE(contains(problem("oci:" + path + ":three"), "has no image named \"three\""));
}

TEST_F(Oci, SaysWhichLayerLiesElsewhere) {
  const auto image = open(make("oci-layout-foreign"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ((*image)->layers().size(), 1u);
  ASSERT_EQ((*image)->gaps().size(), 1u);
  EXPECT_EQ((*image)->gaps()[0].kind, "layer_absent");
  EXPECT_TRUE(contains((*image)->gaps()[0].reason, "https://example.org/base"));
}

TEST_F(Oci, EmptyImageIsAGap) {
  const auto image = open(make("oci-layout-empty"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_TRUE((*image)->layers().empty());
  ASSERT_EQ((*image)->gaps().size(), 1u);
  EXPECT_EQ((*image)->gaps()[0].kind, "empty_image");
}

TEST_F(Oci, FollowsNoLinkOutOfTheDirectory) {
  const auto path = make("oci-layout-gzip");
  const auto before = open(path);
  ASSERT_TRUE(before);
  const std::string blob = path + "/blobs/sha256/" + std::string((*before)->layers()[0].digest.hex());
  std::filesystem::rename(blob, root_ + "/outside");
  std::filesystem::create_symlink(root_ + "/outside", blob);
  EXPECT_TRUE(contains(problem(path), "is a symbolic link")) << problem(path);
  std::filesystem::rename(path + "/blobs", root_ + "/blobs");
  std::filesystem::create_directory_symlink(root_ + "/blobs", path + "/blobs");
  EXPECT_TRUE(contains(problem(path), "is a symbolic link, or reached by one")) << problem(path);
}

TEST_F(Oci, DoesNotWaitForAFifo) {
  const auto path = make("oci-layout-gzip");
  std::filesystem::remove(path + "/index.json");
  ASSERT_EQ(::mkfifo((path + "/index.json").c_str(), 0600), 0);
  EXPECT_TRUE(contains(problem(path), "is not a regular file")) << problem(path);
}

}  // namespace
}  // namespace lazaret::source::testing
