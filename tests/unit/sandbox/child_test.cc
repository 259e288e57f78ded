// SPDX-License-Identifier: Apache-2.0
// Starting helpers: exactly the descriptors and environment that were given, nothing left of failures,
// nothing that outlives its owner.
#include "core/base/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "core/base/text.h"

namespace lazaret {
namespace {

using std::chrono::seconds;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

// What /bin/sh says on descriptor 3.
std::string answer_of(const std::string& script, const std::vector<std::string>& environment) {
  auto pipe = make_pipe().take();
  const std::array descriptors{pipe.write.get()};
  auto child = Child::start("/bin/sh", {"-c", script}, environment, descriptors);
  if (!child.has_value()) {
    ADD_FAILURE() << child.error().message;
    return "";
  }
  pipe.write.close();
  auto text = read_whole(pipe.read, 65536, "the child's answer").take();
  EXPECT_EQ(child->wait(seconds(10)).take(), 0);
  return std::string(text);
}

TEST(Child, HasTheDescriptorsGivenAndNoOther) {
  const auto null = open_file("/dev/null", O_RDONLY).take();
  // Without O_CLOEXEC, as a careless library has it.
  const Fd inheritable(::fcntl(null.get(), F_DUPFD, 5));
  ASSERT_GE(inheritable.get(), 5);
  const auto tried = "true <&" + std::to_string(inheritable.get());
  EXPECT_EQ(
      answer_of(
          "for fd in 0 1 2 3 4 5 6 7 8 9; do (eval \"true <&$fd\") 2>/dev/null && echo $fd; done >&3; true",
          {}),
      "0\n1\n2\n3\n");
  EXPECT_EQ(answer_of("(eval '" + tried + "') 2>/dev/null || echo closed >&3", {}), "closed\n");
}

TEST(Child, HasTheEnvironmentGivenAndNoOther) {
  ASSERT_EQ(::setenv("LD_PRELOAD_OF_THE_PARENT", "x", 1), 0);
  const auto text = answer_of("tr '\\0' '\\n' < /proc/$$/environ >&3", {"LANG=C.UTF-8", "A=1"});
  ::unsetenv("LD_PRELOAD_OF_THE_PARENT");
  EXPECT_EQ(text, "LANG=C.UTF-8\nA=1\n");
}

TEST(Child, LeavesNothingOfAHundredFailedStarts) {
  const auto before = open_descriptors();
  for (int i = 0; i < 100; ++i) {
    const auto child = Child::start("/nonexistent/program", {}, {}, {});
    ASSERT_FALSE(child.has_value());
    EXPECT_NE(child.error().message.find("/nonexistent/program"), std::string::npos);
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

TEST(Child, IsKilledAndReapedByItsDestructor) {
  pid_t process = -1;
  {
    const auto child = Child::start("/bin/sleep", {"1000"}, {}, {});
    ASSERT_TRUE(child.has_value());
    process = child->pid();
    EXPECT_EQ(::kill(process, 0), 0);
  }
  EXPECT_EQ(::kill(process, 0), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_FALSE(has_children());
}

TEST(Child, SaysHowItEndedOnce) {
  auto child = Child::start("/bin/sh", {"-c", "exit 7"}, {}, {}).take();
  const auto status = child.wait(seconds(10)).take();
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(WEXITSTATUS(*status), 7);
}

TEST(Child, IsWaitedForNoLongerThanAsked) {
  auto child = Child::start("/bin/sleep", {"1000"}, {}, {}).take();
  EXPECT_FALSE(child.wait(std::chrono::milliseconds(20)).take().has_value());
}

}  // namespace
}  // namespace lazaret
