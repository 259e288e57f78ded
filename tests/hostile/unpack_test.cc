// SPDX-License-Identifier: Apache-2.0
// A layer unpacked in a real jail: a sound one, and one that is not an archive.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "sandbox/jail_runner.h"

namespace lazaret::sandbox {
namespace {

UnpackResult unpack(std::string_view bytes) {
  const char* programs = std::getenv("LAZARET_PROGRAMS");
  const std::string directory = programs == nullptr ? "" : programs;
  auto runner = JailRunner::start({directory + "/lazaret-launcher", directory + "/lazaret-worker", false});
  if (!runner.has_value()) {
    ADD_FAILURE() << runner.error().message;
    return {};
  }
  auto pipe = make_pipe().take();
  std::thread feeder([&] {
    (void)write_all(pipe.write, as_byte_span(bytes));
    pipe.write.close();
  });
  UnpackJob job;
  job.input = std::move(pipe.read);
  job.output = make_memory_file("layer").take();
  auto result = (*runner)->unpack(std::move(job));
  feeder.join();
  return result;
}

TEST(UnpackJail, ReadsAnEmptyArchive) {
  const auto result = unpack(std::string(10240, '\0'));
  EXPECT_TRUE(result.outcome.ok()) << result.outcome.detail;
  EXPECT_EQ(result.summary.totals.uncompressed_bytes, 10240u);
}

TEST(UnpackJail, SaysWhatIsNotAnArchive) {
  const auto result = unpack(std::string(2048, 'x'));
  EXPECT_EQ(to_string(result.outcome.status), "plugin_error") << result.outcome.detail;
  EXPECT_FALSE(result.outcome.detail.empty());
}

}  // namespace
}  // namespace lazaret::sandbox
