// SPDX-License-Identifier: Apache-2.0
#include "core/source/source.h"

#include "tests/unit/source/fixtures.h"

namespace lazaret::source::testing {
namespace {

using Source = SourceTest;

TEST_F(Source, RecognisesImagesByTheirContent) {
  for (const auto* kind :
       {"oci-layout-gzip", "oci-archive-gzip", "oci-archive-gzip.gz", "docker-old", "docker-old.gz"})
    EXPECT_EQ(problem(make(kind)), "opened") << kind;
}

TEST_F(Source, TakesAnyOtherDirectoryAsARoot) {
  const auto image = open(root_);
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ((*image)->info().reference, root_);
  ASSERT_EQ((*image)->layers().size(), 1u);
  EXPECT_TRUE((*image)->layers()[0].generated);
}

TEST_F(Source, SaysWhatItFoundInsteadOfAnImage) {
  const auto archive = problem(make("other-archive"));
  EXPECT_TRUE(contains(archive, "not an image")) << archive;
  EXPECT_TRUE(contains(archive, "it holds hello.txt")) << archive;
  write("text", std::string(2000, 'x'));
  EXPECT_TRUE(contains(problem(root_ + "/text"), "not an image")) << problem(root_ + "/text");
}

TEST_F(Source, EmptyFileIsNoImage) {
  write("empty", "");
  EXPECT_TRUE(contains(problem(root_ + "/empty"), "not an image")) << problem(root_ + "/empty");
}

TEST_F(Source, TakesWhatIsNotThereForAReference) {
  options_.offline = true;
  for (const auto* reference :
       {"docker://alpine:3.18", "alpine:3.18", "docker:24", "host.example/owner/name"}) {
    const auto image = open(reference);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::Denied);
    EXPECT_TRUE(contains(image.error().message, "--offline")) << image.error().message;
  }
  options_.offline = false;
  EXPECT_TRUE(contains(problem("docker://Team/App"), "lower case")) << problem("docker://Team/App");
  EXPECT_TRUE(contains(problem("no such image"), "no image reference")) << problem("no such image");
}

TEST_F(Source, SaysThatAPathIsNotThere) {
  EXPECT_EQ(problem("/no/such/file"), "there is no file or directory /no/such/file");
  EXPECT_TRUE(contains(problem("oci-archive:/no/such/file"), "cannot open /no/such/file"));
  EXPECT_TRUE(contains(problem("dir:/no/such/place"), "cannot open /no/such/place"));
}

TEST_F(Source, ReadsRealImages) {
  const char* shared = std::getenv("LAZARET_SHARED");
  const std::string images = std::string(shared != nullptr ? shared : "../shared") + "/images";
  if (!std::filesystem::exists(images)) GTEST_SKIP() << "no real images: set LAZARET_SHARED";
  int read = 0;
  for (const auto& file : std::filesystem::directory_iterator(images)) {
    if (file.path().extension() != ".tar") continue;
    const auto image = open(file.path());
    ASSERT_TRUE(image) << image.error().message;
    for (std::size_t i = 0; i < (*image)->layers().size(); ++i)
      EXPECT_EQ(sha256_of(drain(**image, i)), (*image)->layers()[i].digest) << file.path();
    ++read;
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace lazaret::source::testing
