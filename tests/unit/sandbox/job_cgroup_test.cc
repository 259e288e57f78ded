// SPDX-License-Identifier: Apache-2.0
// Control groups: where a process's own are, the v2 way against a directory that stands for the kernel's file
// system, and the v1 way against the real one where this process may make groups.
#include "sandbox/job_cgroup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace lazaret::sandbox {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(FindCgroups, JoinsMountAndPath) {
  const auto places = find_cgroups(
      "36 25 0:30 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
      "37 25 0:31 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n"
      "38 25 0:32 /pod/a /sys/fs/cgroup/pids rw shared:11 - cgroup cgroup rw,pids\n"
      "garbage\n",
      "11:memory:/a/b\n8:pids:/pod/a/c\n0::/\n");
  EXPECT_EQ(places.unified, "/sys/fs/cgroup/unified");
  EXPECT_EQ(places.memory, "/sys/fs/cgroup/memory/a/b");
  EXPECT_EQ(places.pids, "/sys/fs/cgroup/pids/c");
}

TEST(FindCgroups, FindsNothingInNothing) {
  const auto places = find_cgroups("", "");
  EXPECT_TRUE(places.unified.empty() && places.memory.empty() && places.pids.empty());
}

// Files that the kernel would make appear when they are written.
class FakeUnified : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/lazaret-cgroup-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    base_ = name;
    std::ofstream(base_ / "cgroup.controllers") << "cpu memory pids\n";
  }
  void TearDown() override { fs::remove_all(base_); }
  fs::path own() const { return base_ / ("lazaret." + std::to_string(::getpid())); }
  // The kernel's files of a group go with it.
  static void clear(const fs::path& group) {
    for (const auto& entry : fs::directory_iterator(group))
      if (entry.is_regular_file()) fs::remove(entry);
  }
  fs::path base_;
};

TEST_F(FakeUnified, LimitsEachJobInAGroupOfItsOwn) {
  auto root = CgroupRoot::make({base_, "", ""}, ::geteuid());
  ASSERT_EQ(root.by(), MemoryBy::CgroupV2) << root.detail();
  EXPECT_EQ(content(base_ / "cgroup.subtree_control"), "+memory +pids");
  ASSERT_TRUE(root.settle().has_value());
  EXPECT_EQ(content(own() / "launcher/cgroup.procs"), "0");
  EXPECT_EQ(content(own() / "cgroup.subtree_control"), "+memory +pids");
  const auto job = root.make_job(64u << 20, 2).take();
  const auto group = own() / job.name;
  EXPECT_EQ(content(group / "memory.max"), "67108864");
  EXPECT_EQ(content(group / "memory.swap.max"), "0");
  EXPECT_EQ(content(group / "memory.oom.group"), "1");
  EXPECT_EQ(content(group / "pids.max"), "2");
  ASSERT_EQ(job.join.size(), 1u);
  EXPECT_FALSE(root.killed_for_memory(job));
  std::ofstream(group / "memory.events") << "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\n";
  EXPECT_TRUE(root.killed_for_memory(job));
  std::ofstream(group / "memory.events") << "low 0\nhigh 0\nmax 3\noom 1\noom_kill 0\n";
  EXPECT_FALSE(root.killed_for_memory(job));
  root.remove(job);
  EXPECT_TRUE(fs::exists(group)) << "busy: tried again with the next";
  clear(group);
  root.remove({});
  EXPECT_FALSE(fs::exists(group));
  clear(own() / "launcher");
  clear(own());
  EXPECT_TRUE(root.remove_all());
  EXPECT_FALSE(fs::exists(own()));
}

TEST_F(FakeUnified, WithoutTheMemoryControllerThereIsNoGroup) {
  std::ofstream(base_ / "cgroup.controllers") << "hugetlb\n";
  const auto root = CgroupRoot::make({base_, "", ""}, ::geteuid());
  EXPECT_EQ(root.by(), MemoryBy::Rlimits);
  EXPECT_FALSE(fs::exists(own()));
}

// A child that fills `bytes` of memory, shared so that no resource limit on data counts it.
int fill(const JobCgroup& job, std::size_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const Fd& group : job.join)
      if (!write_all(group, as_byte_span("0")).has_value()) ::_exit(2);
    void* block = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) ::_exit(3);
    std::memset(block, 1, bytes);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(RealCgroups, HoldAProcessThatTakesMoreThanItMay) {
  auto root = CgroupRoot::make(own_cgroups(), ::geteuid());
  if (root.by() != MemoryBy::CgroupV1) {
    EXPECT_TRUE(root.remove_all());
    GTEST_SKIP() << "no v1 memory group may be made here: " << root.detail();
  }
  const auto job = root.make_job(16u << 20, 2).take();
  EXPECT_EQ(fill({}, 64u << 20), 0) << "without a group the same child succeeds";
  EXPECT_EQ(fill(job, 1u << 20), 0);
  EXPECT_FALSE(root.killed_for_memory(job));
  const int status = fill(job, 64u << 20);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  EXPECT_TRUE(root.killed_for_memory(job));
  root.remove(job);
  EXPECT_TRUE(root.remove_all()) << "a group is left";
}

TEST(RealCgroups, TheKeeperRemovesWhatIsLeft) {
  auto root = CgroupRoot::make(own_cgroups(), ::geteuid());
  if (root.by() == MemoryBy::Rlimits) GTEST_SKIP() << "no group may be made here: " << root.detail();
  auto life = make_pipe().take();
  const auto socket = make_socket_pair().take();
  const auto keeper = start_cgroup_keeper(root, life, socket.read).take();
  (void)root.make_job(16u << 20, 2).take();
  life.write.close();
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PIDFD, static_cast<id_t>(keeper.get()), &ended, WEXITED), 0);
  EXPECT_EQ(ended.si_status, 0);
  const auto places = own_cgroups();
  const auto name = "/lazaret." + std::to_string(::getpid());
  EXPECT_FALSE(fs::exists(places.memory + name) || fs::exists(places.unified + name));
}

}  // namespace
}  // namespace lazaret::sandbox
