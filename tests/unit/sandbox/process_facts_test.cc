// SPDX-License-Identifier: Apache-2.0
// What is read from /proc about a process, against a child whose state the test made.
#include "sandbox/process_facts.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <functional>

#include "core/base/fd.h"

namespace lazaret::sandbox {
namespace {

// A child that has done `prepare` and waits to be killed.
class Waiting {
 public:
  explicit Waiting(const std::function<void()>& prepare) {
    auto ready = make_pipe().take();
    pid_ = ::fork();
    if (pid_ == 0) {
      prepare();
      (void)write_all(ready.write, as_byte_span("r"));
      for (;;) ::pause();
    }
    std::array<std::byte, 1> word;
    (void)read_some(ready.read, word);
  }
  ~Waiting() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

TEST(ProcessFacts, AreTheKernelsNotTheProcesss) {
  const Waiting bound([] { ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); });
  const auto facts = read_kernel_facts(bound.pid(), false);
  ASSERT_TRUE(facts.has_value()) << facts.error().message;
  EXPECT_TRUE(facts->no_new_privileges);
  EXPECT_EQ(facts->seccomp, read_kernel_facts(::getpid(), false)->seccomp);
  EXPECT_EQ(facts->bounding_set.size(), 16u);
  EXPECT_TRUE(facts->namespaces.empty());
  const Waiting free([] {});
  EXPECT_FALSE(read_kernel_facts(free.pid(), false)->no_new_privileges ||
               ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

TEST(ProcessFacts, OfNobodyAreAnError) {
  pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  EXPECT_FALSE(read_kernel_facts(gone, true).has_value());
  EXPECT_EQ(resident_bytes(gone), 0u);
}

TEST(ProcessFacts, ResidentMemoryCountsSharedPagesToo) {
  constexpr std::size_t kBytes = 48u << 20;
  const auto touch = [](int kind) {
    void* block = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED) std::memset(block, 1, kBytes);
  };
  const Waiting idle([] {});
  EXPECT_LT(resident_bytes(idle.pid()), std::uint64_t{kBytes});
  for (const int kind : {MAP_PRIVATE, MAP_SHARED}) {
    const Waiting large([&] { touch(kind); });
    EXPECT_GE(resident_bytes(large.pid()), std::uint64_t{kBytes}) << kind;
  }
}

TEST(ProcessFacts, AMapNamesCodeAlone) {
  const auto map = parse_map(
      "55d0-55e0 r--p 00000000 00:1d 7    /plugin/code.so\n"
      "7f00-7f80 r-xp 00001000 00:1d 7                          /plugin/code.so\n"
      "7f90-7fa0 rw-p 00002000 00:1d 7                          /plugin/code.so\n"
      "7fb0-7fc0 r-xp 00000000 00:00 0\n"
      "garbage\n"
      "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n");
  ASSERT_EQ(map.size(), 1u);
  EXPECT_EQ(place_of(0x7f10, map), "code.so+0x1010");
  EXPECT_EQ(place_of(0x7f80, map), "");
  EXPECT_EQ(place_of(0x7eff, map), "");
}

TEST(ProcessFacts, FindsThisVeryFunction) {
  const auto text = read_file("/proc/self/maps", 4u << 20).take();
  const auto place = place_of(reinterpret_cast<std::uint64_t>(&parse_map), parse_map(text));
  EXPECT_TRUE(place.starts_with("unit-sandbox+0x")) << place;
}

}  // namespace
}  // namespace lazaret::sandbox
