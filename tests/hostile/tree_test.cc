// SPDX-License-Identifier: Apache-2.0
// A tree in real jails: what a granted detector finds in /image, what a hostile one cannot do to it, who gets
// none. Attacks are first shown to succeed on such a directory without the jail.
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/archive/tar_writer.h"
#include "core/image/layer_file.h"
#include "core/image/view.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

namespace fs = std::filesystem;
using archive::EntryType;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string entry(EntryType type, const std::string& path, std::string_view content = {},
                  const std::string& target = {}) {
  archive::TarEntry made;
  made.type = type;
  made.path = path;
  made.link_target = target;
  made.mode = 0755;
  made.size = content.size();
  return archive::tar_member(made, content);
}

// What a hostile image may hold below a directory that a detector asks for.
std::string hostile_layer() {
  const auto code = content_of(from_environment("LAZARET_HOSTILE_PLUGINS") + "/noop.so");
  return entry(EntryType::File, "opt/app/hello.txt", "hello") +
         entry(EntryType::File, "opt/app/sub/large", std::string(70'000, 'x')) +
         entry(EntryType::File, "opt/app/n\xff\xfe", "bytes") + entry(EntryType::File, "opt/app/empty") +
         entry(EntryType::Directory, "opt/app/void") + entry(EntryType::File, "opt/app/evil.so", code) +
         entry(EntryType::Symlink, "opt/app/passwd", {}, "/etc/passwd") +
         entry(EntryType::Symlink, "opt/app/up", {}, "../../../../../../../../etc/passwd") +
         entry(EntryType::Fifo, "opt/app/fifo") + entry(EntryType::CharDevice, "opt/app/null") +
         entry(EntryType::BlockDevice, "opt/app/disk") +
         entry(EntryType::File, "usr/lib/os-release", "ID=x\n") +
         entry(EntryType::Symlink, "lib", {}, "usr/lib") +
         entry(EntryType::Symlink, "etc/os-release", {}, "../lib/os-release") +
         entry(EntryType::File, "etc/shadow", "not asked for") + archive::tar_end();
}

// Such a directory without a jail, for controls.
void make_directory(const fs::path& directory) {
  fs::create_directories(directory / "opt/app");
  std::ofstream(directory / "opt/app/hello.txt") << "hello";
  fs::copy_file(from_environment("LAZARET_HOSTILE_PLUGINS") + "/noop.so", directory / "opt/app/evil.so");
  fs::create_symlink("/etc/passwd", directory / "opt/app/passwd");
  fs::create_symlink("../../../../../../../../etc/passwd", directory / "opt/app/up");
}

class TreeJail : public Jail {
 protected:
  void SetUp() override {
    Jail::SetUp();
    char name[] = "/tmp/lazaret-tree-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    directory_ = name;
  }
  void TearDown() override {
    layer_.close();
    fs::remove_all(directory_);
    Jail::TearDown();
  }

  std::string plugin(const std::string& name) const { return directory_ / (name + ".so"); }
  void install(const std::string& name, const std::string& grant) const {
    fs::copy_file(from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so", plugin(name),
                  fs::copy_options::overwrite_existing);
    std::ofstream(directory_ / (name + ".lzplugin.yaml")) << grant;
  }

  // Keeps everything: what a tree holds is the jail's doing.
  void unpack(const std::string& bytes) {
    auto pipe = make_pipe().take();
    layer_ = make_memory_file("layer").take();
    std::thread feeder([&] {
      (void)write_all(pipe.write, as_byte_span(bytes));
      pipe.write.close();
    });
    UnpackJob job;
    job.input = std::move(pipe.read);
    job.output = duplicate(layer_).take();
    job.request.asks.asks.push_back({{"**"}, ContentClass::Any, 1u << 20, {}});
    const auto result = runner_->unpack(std::move(job));
    feeder.join();
    ASSERT_TRUE(result.outcome.ok()) << result.outcome.detail;
  }

  DetectResult detect(const PluginFile& file, const Limits& limits = {}) {
    if (!layer_) unpack(hostile_layer());
    const auto layer = image::LayerFile::open(layer_, Limits{});
    EXPECT_TRUE(layer.has_value());
    const image::LayerFile* const layers[] = {&*layer};
    const std::string digests[] = {"sha256:" + std::string(64, '0')};
    DetectJob job;
    job.plugin = &file;
    job.view = image::View::merge(layers, digests, Limits{}).take().file;
    job.packs.push_back(duplicate(layer_).take());
    job.limits = limits;
    job.limits.job_wall = std::chrono::seconds(30);
    return runner_->detect(std::move(job));
  }
  DetectResult run_granted(const std::string& name, const Limits& limits = {}) {
    install(name, "grant:\n  tree: true\n");
    const auto file = PluginFile::open(plugin(name));
    EXPECT_TRUE(file.has_value()) << file.error().message;
    return file.has_value() ? detect(*file, limits) : DetectResult();
  }
  bool succeeds_without_a_jail(const std::string& name) const {
    const auto image = directory_ / ("control-" + name);
    make_directory(image);
    const auto command = from_environment("LAZARET_HOSTILE_CONTROL") + " " +
                         from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so " + image.string();
    const int status = std::system(command.c_str());
    return WIFEXITED(status) && WEXITSTATUS(status) == 10;
  }

  fs::path directory_;
  Fd layer_;
};

#define SKIP_WHERE_DEGRADED() \
  if (hostile_mode() == "degraded") GTEST_SKIP() << "a degraded jail has no file systems of its own"

std::string said(const DetectResult& result, const std::string& subject) {
  for (const auto& gap : result.detection.gaps)
    if (gap.subject == subject) return gap.reason;
  return "(nothing)";
}

TEST_F(TreeJail, HoldsWhatWasAskedForAndNothingElse) {
  SKIP_WHERE_DEGRADED();
  const auto result = run_granted("tree_read");
  ASSERT_TRUE(result.outcome.ok()) << to_string(result.outcome.status) << ": " << result.outcome.detail;
  EXPECT_EQ(result.outcome.receipt.policy, "detect+tree");
  const auto evil = std::to_string(fs::file_size(from_environment("LAZARET_HOSTILE_PLUGINS") + "/noop.so"));
  EXPECT_EQ(
      said(result, "tree"),
      "etc/ etc/os-release->../lib/os-release lib->usr/lib opt/ opt/app/ opt/app/empty=0 opt/app/evil.so=" +
          evil +
          " opt/app/hello.txt=5 opt/app/n\\xff\\xfe=5 opt/app/passwd->/etc/passwd opt/app/sub/"
          " opt/app/sub/large=70000 opt/app/up->../../../../../../../../etc/passwd opt/app/void/"
          " usr/ usr/lib/ usr/lib/os-release=5");
  EXPECT_EQ(said(result, "hello"), "hello");
  EXPECT_EQ(said(result, "through a link"), "ID=x\\x0a");
}

// The detector's own line of its mounts; it is ended when that has been read. The worker that writes the tree
// has one that is not read-only yet.
std::string locked_mount_of_worker() {
  for (int tries = 0; tries < 1000; ++tries) {
    for (const auto& process : processes_below(::getpid())) {
      if (process.name != kWorkerName) continue;
      std::ifstream mounts("/proc/" + std::to_string(process.id) + "/mountinfo");
      for (std::string line; std::getline(mounts, line);)
        if (line.find(" /image ro") != std::string::npos) return ::kill(process.id, SIGKILL), line;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return "(none)";
}

TEST_F(TreeJail, IsLockedAsTheKernelSays) {
  if (hostile_mode() != "root") GTEST_SKIP() << "only root may read the mounts of a jail";
  std::string line;
  std::thread looking([&] { line = locked_mount_of_worker(); });
  const auto result = run_granted("tree_wait");
  looking.join();
  EXPECT_NE(line.find(" /image ro,nosuid,nodev,noexec"), std::string::npos) << line;
  EXPECT_EQ(to_string(result.outcome.status), "crashed") << result.outcome.detail;
}

struct TreeAttack {
  const char* name;
  RunOutcome outcome;
  const char* word;  // of the detail
};
constexpr TreeAttack kAttacks[] = {
    {"tree_write", RunOutcome::Violation, "openat"},
    {"tree_create", RunOutcome::Violation, "mkdir"},
    {"tree_unlink", RunOutcome::Violation, "unlink"},
    {"tree_chmod", RunOutcome::Violation, "chmod"},
    {"tree_mount", RunOutcome::Violation, "kills at once"},
    {"tree_load", RunOutcome::PluginError, "failed to map segment"},
    {"tree_escape", RunOutcome::PluginError, "ENOENT"},
    {"tree_hide", RunOutcome::PluginError, "EACCES"},
};

TEST_F(TreeJail, StandsAttacks) {
  SKIP_WHERE_DEGRADED();
  for (const auto& attack : kAttacks) {
    SCOPED_TRACE(attack.name);
    ASSERT_TRUE(succeeds_without_a_jail(attack.name)) << "the attack does not work even without a jail";
    const auto result = run_granted(attack.name);
    EXPECT_EQ(to_string(result.outcome.status), to_string(attack.outcome)) << result.outcome.detail;
    EXPECT_NE(result.outcome.detail.find(attack.word), std::string::npos) << result.outcome.detail;
    expect_no_jail_left();
  }
  const auto next = run_granted("tree_read");
  EXPECT_EQ(said(next, "hello"), "hello") << "the next job: " << next.outcome.detail;
}

TEST_F(TreeJail, IsRefusedWithoutAGrant) {
  for (const char* text : {"", "grant:\n  tree: false\n", "grant:\n  threads: 4\n"}) {
    install("tree_read", text);
    const auto refused = PluginFile::open(plugin("tree_read"));
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::Denied);
    EXPECT_NE(refused.error().message.find("write \"grant: {tree: true}\" to " + directory_.string() +
                                           "/tree_read.lzplugin.yaml"),
              std::string::npos)
        << refused.error().message;
  }
}

// Whoever made the PluginFile: the runner looks again.
TEST_F(TreeJail, ARunWithoutAGrantDoesNotBegin) {
  install("tree_read", "grant: {tree: true}\n");
  auto file = PluginFile::open(plugin("tree_read"));
  ASSERT_TRUE(file.has_value()) << file.error().message;
  file->grant.tree = false;
  const auto result = detect(*file);
  EXPECT_EQ(to_string(result.outcome.status), "setup_error");
  EXPECT_NE(result.outcome.detail.find("grant: {tree: true}"), std::string::npos) << result.outcome.detail;
}

TEST_F(TreeJail, IsRefusedInADegradedJail) {
  if (hostile_mode() != "degraded") GTEST_SKIP() << "full jails can be had in this mode";
  const auto result = run_granted("tree_read");
  EXPECT_EQ(to_string(result.outcome.status), "setup_error");
  EXPECT_NE(result.outcome.detail.find("degraded"), std::string::npos) << result.outcome.detail;
}

// One below, at, one above. At the limit the file system is full to its last page and inode.
TEST_F(TreeJail, HoldsItsLimitsToTheByteAndTheEntry) {
  SKIP_WHERE_DEGRADED();
  constexpr std::uint64_t kEntries = 5,
                          kBytes = 3 * 4096;  // usr usr/lib usr/lib/os-release etc/... opt/app/...
  const auto archive = entry(EntryType::File, "opt/app/hello.txt", std::string(4097, 'h')) +
                       entry(EntryType::File, "etc/os-release", "ID=x\n") + archive::tar_end();
  unpack(archive);
  const struct {
    std::uint64_t bytes, entries;
    const char* word;  // null: it runs
  } cases[] = {
      {kBytes, kEntries, nullptr},
      {kBytes + 1, kEntries + 1, nullptr},
      {kBytes - 1, kEntries, "tree_bytes"},
      {kBytes, kEntries - 1, "tree_entries"},
  };
  for (const auto& tried : cases) {
    Limits limits;
    limits.tree_bytes = tried.bytes;
    limits.tree_entries = tried.entries;
    const auto result = run_granted("tree_read", limits);
    if (tried.word == nullptr) {
      EXPECT_TRUE(result.outcome.ok()) << result.outcome.detail;
      continue;
    }
    EXPECT_EQ(to_string(result.outcome.status), "setup_error");
    EXPECT_NE(result.outcome.detail.find(tried.word), std::string::npos) << result.outcome.detail;
    EXPECT_TRUE(result.detection.gaps.empty());
  }
}

// A name that no file system takes: the run says so; it does not begin with a smaller tree.
TEST_F(TreeJail, IsWholeOrThereIsNone) {
  SKIP_WHERE_DEGRADED();
  const auto archive = entry(EntryType::File, "opt/app/" + std::string(256, 'n'), "x") + archive::tar_end();
  unpack(archive);
  const auto result = run_granted("tree_read");
  EXPECT_EQ(to_string(result.outcome.status), "setup_error");
  EXPECT_NE(result.outcome.detail.find("File name too long"), std::string::npos) << result.outcome.detail;
}

}  // namespace
}  // namespace lazaret::sandbox
