// SPDX-License-Identifier: Apache-2.0
// Layers and archives in a real jail: sound ones, and what is none.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/image/layer_file.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

class UnpackJail : public Jail {
 protected:
  UnpackResult unpack(std::string_view bytes) {
    return unpack_bytes(*runner_, bytes, make_memory_file("layer").take(), {});
  }
};

TEST_F(UnpackJail, ReadsAnEmptyArchive) {
  const auto result = unpack(std::string(10240, '\0'));
  EXPECT_TRUE(result.outcome.ok()) << result.outcome.detail;
  EXPECT_EQ(result.summary.totals.uncompressed_bytes, 10240u);
}

// The layer is held for writing by the supervisor, and is in the cache.
TEST_F(UnpackJail, ALayerCannotBeChangedByADetector) {
  auto layer = make_memory_file("layer").take();
  UnpackJob job;
  job.input = make_memory_file("input").take();
  ASSERT_TRUE(write_all(job.input, as_byte_span(std::string(10240, '\0'))).has_value());
  ASSERT_EQ(::lseek(job.input.get(), 0, SEEK_SET), 0);
  job.output = duplicate(layer).take();
  ASSERT_TRUE(runner_->unpack(std::move(job)).outcome.ok());
  Image image;
  image.packs.push_back(duplicate(layer).take());
  const auto result = run_plugin(*runner_, plugin_path("write_inputs"), std::move(image));
  EXPECT_EQ(to_string(result.outcome.status), "plugin_error");
  EXPECT_NE(result.outcome.detail.find("EBADF"), std::string::npos) << result.outcome.detail;
  EXPECT_TRUE(image::LayerFile::open(layer, Limits{}).has_value());
}

TEST_F(UnpackJail, SaysWhatIsNotAnArchive) {
  const auto result = unpack(std::string(2048, 'x'));
  EXPECT_EQ(to_string(result.outcome.status), "plugin_error") << result.outcome.detail;
  EXPECT_FALSE(result.outcome.detail.empty());
}

// As GNU tar writes it: the list names every file, and nothing is unpacked.
TEST_F(UnpackJail, ListsARealArchive) {
  char directory[] = "/tmp/lazaret-list-XXXXXX";
  ASSERT_NE(::mkdtemp(directory), nullptr);
  const std::string here = directory;
  const auto command = "cd " + here + " && mkdir blobs && echo one > blobs/a && echo '{}' > manifest.json" +
                       " && tar -cf image.tar manifest.json blobs";
  ASSERT_EQ(std::system(command.c_str()), 0);
  ListJob job;
  job.archive = open_file(here + "/image.tar", O_RDONLY).take();
  job.spool = make_memory_file("spool").take();
  job.output = make_memory_file("list").take();
  const Fd output = duplicate(job.output).take();
  const auto result = runner_->list(std::move(job));
  std::filesystem::remove_all(here);
  ASSERT_TRUE(result.outcome.ok()) << result.outcome.detail;
  EXPECT_FALSE(result.summary.spooled);
  EXPECT_EQ(result.summary.unpack.entries, 3u);
  const auto list = image::LayerFile::open(output, Limits{});
  ASSERT_TRUE(list.has_value()) << list.error().message;
}

}  // namespace
}  // namespace lazaret::sandbox
