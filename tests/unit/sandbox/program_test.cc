// SPDX-License-Identifier: Apache-2.0
// Programs that are run to their end: what they are given, what they may say, how long they may take.
#include "core/base/program.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

namespace lazaret {
namespace {

ProgramRun shell(const std::string& script) {
  return {"/bin/sh", {"-c", script}, {"PATH=/usr/bin:/bin"}, "", 64 << 10, std::chrono::seconds(60)};
}

TEST(Program, GetsItsInputAndGivesItsOutput) {
  auto run = shell("read a; echo \"got $a\"; echo secret >&2; exit 3");
  run.input = "text\n";
  const auto end = run_program(run);
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->output, "got text\n");
  EXPECT_EQ(end->exit_code, 3);
}

TEST(Program, NeedNotReadItsInput) {
  std::signal(SIGPIPE, SIG_IGN);  // as every program of ours does
  auto run = shell("exit 0");
  run.input = "text\n";
  EXPECT_TRUE(run_program(run));
}

TEST(Program, IsStoppedAtTheLimitOfItsOutput) {
  for (const auto& [size, works] : {std::pair(99, true), {100, true}, {101, false}}) {
    auto run = shell("head -c " + std::to_string(size) + " /dev/zero");
    run.output_bytes = 100;
    EXPECT_EQ(run_program(run).has_value(), works) << size;
  }
}

TEST(Program, IsStoppedWhenItTakesTooLong) {
  for (const auto* script : {"exec sleep 1000", "exec >&-; exec sleep 1000"}) {
    auto run = shell(script);
    run.wall = std::chrono::milliseconds(50);
    const auto end = run_program(run);
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::Timeout) << end.error().message;
  }
}

TEST(Program, IsFoundInAbsoluteDirectoriesOnly) {
  EXPECT_EQ(find_program("sh", "/nonexistent:/bin"), "/bin/sh");
  EXPECT_EQ(find_program("sh", ".:bin::"), "");
  EXPECT_EQ(find_program("no-such-program", "/bin:/usr/bin"), "");
}

}  // namespace
}  // namespace lazaret
