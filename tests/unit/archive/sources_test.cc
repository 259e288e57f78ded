// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>

#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

TEST(FdSource, SkipsInFilesAndPipesAlike) {
  const Fd file = make_memory_file("test").take();
  ASSERT_TRUE(write_all(file, as_byte_span("0123456789")).has_value());
  const Fd again = open_file("/proc/self/fd/" + std::to_string(file.get()), O_RDONLY).take();
  PipeEnds pipe = make_pipe().take();
  ASSERT_TRUE(write_all(pipe.write, as_byte_span("0123456789")).has_value());
  pipe.write.close();
  for (const Fd* fd : {&again, &std::as_const(pipe.read)}) {
    FdSource source(*fd);
    ASSERT_TRUE(source.skip(7).has_value());
    EXPECT_EQ(read_all(source).value(), "789");
    EXPECT_FALSE(source.skip(1).has_value());
  }
}

TEST(FdSource, SkippingBeyondTheEndIsAnError) {
  const Fd file = make_memory_file("test").take();
  ASSERT_TRUE(write_all(file, as_byte_span("abc")).has_value());
  const Fd again = open_file("/proc/self/fd/" + std::to_string(file.get()), O_RDONLY).take();
  FdSource source(again);
  EXPECT_FALSE(source.skip(4).has_value());
  EXPECT_TRUE(source.skip(3).has_value());
}

TEST(MemorySource, DrainGivesWhatWasLeft) {
  MemorySource source(as_byte_span("abcdef"));
  ASSERT_TRUE(source.skip(2).has_value());
  EXPECT_EQ(drain(source).value(), 4u);
  EXPECT_FALSE(source.skip(1).has_value());
}

}  // namespace
}  // namespace lazaret::archive
