// SPDX-License-Identifier: Apache-2.0
// Archives that attack whoever unpacks them (hostile_archives.py), in a real unpack jail. Each first harms a
// naive unpacker.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {

struct ArchiveCase {
  int number;  // after the hundred of the checklist
  const char* name;
  RunOutcome status;
  const char* word;  // of the detail, or of a gap where it is ok
  const char* (*impossible)() = nullptr;
};
void PrintTo(const ArchiveCase& tested, std::ostream* out) { *out << tested.name; }

namespace {

namespace fs = std::filesystem;
using enum RunOutcome;

const char* no_zstd() { return ::access("/usr/bin/zstd", X_OK) == 0 ? nullptr : "the control needs zstd"; }
const char* no_devices() { return ::geteuid() == 0 ? nullptr : "without a jail it needs root"; }

constexpr ArchiveCase kArchives[] = {
    {101, "zip_bomb", PluginError, "expansion"},
    {102, "zstd_window", PluginError, "window", no_zstd},
    {103, "traversal", Ok, "unsafe_path"},
    {104, "hard_link_to_symlink", Ok, ""},
    {105, "devices", Ok, "", no_devices},
    {106, "sparse_lies", PluginError, "file_bytes"},
    {107, "pax_override", Ok, "unsafe_path"},
    {108, "million_entries", PluginError, "entries"},
    {109, "duplicates", Ok, ""},
    {110, "whiteout_of_parent", Ok, "unsafe_path"},
};

// The archives, made once by whoever runs the suite.
class Archives {
 public:
  Archives() {
    char path[] = "/tmp/lazaret-archives-XXXXXX";
    directory_ = ::mkdtemp(path);
    made_ = run("make " + directory_);
  }
  ~Archives() { fs::remove_all(directory_); }
  bool run(const std::string& arguments) const {
    return std::system(
               ("python3 " + from_environment("LAZARET_HOSTILE_SOURCE") + "/hostile_archives.py " + arguments)
                   .c_str()) == 0;
  }
  bool harms_the_trusting(const std::string& name) const {
    return made_ && run("control " + name + " " + directory_);
  }
  std::string bytes(const std::string& name) const {
    return read_file(directory_ + "/" + name, 64u << 20).take();
  }
  std::string snapshot() const {
    std::string text;
    for (const auto& item : fs::recursive_directory_iterator(directory_)) text += item.path().string() + "\n";
    return text;
  }

 private:
  std::string directory_;
  bool made_ = false;
};

class Unpacked : public Jail, public ::testing::WithParamInterface<ArchiveCase> {
 protected:
  static void SetUpTestSuite() { archives_ = std::make_unique<Archives>(); }
  static void TearDownTestSuite() { archives_.reset(); }
  static std::unique_ptr<Archives> archives_;
};
std::unique_ptr<Archives> Unpacked::archives_;

TEST_P(Unpacked, HarmsNobody) {
  const auto& tested = GetParam();
  RecordProperty("number", tested.number);
  RecordProperty("word", tested.word);
  if (tested.impossible != nullptr && tested.impossible() != nullptr) GTEST_SKIP() << tested.impossible();
  ASSERT_TRUE(archives_->harms_the_trusting(tested.name)) << "it does not even harm who trusts it";
  const auto before = archives_->snapshot();
  Limits limits;
  limits.entries_per_layer = 100'000;
  const auto result =
      unpack_bytes(*runner_, archives_->bytes(tested.name), make_memory_file("layer").take(), limits);
  EXPECT_EQ(to_string(result.outcome.status), to_string(tested.status)) << result.outcome.detail;
  auto text = result.outcome.detail;
  for (const auto& gap : result.summary.gaps) text += gap.kind + " " + gap.subject + "\n";
  EXPECT_NE(text.find(tested.word), std::string::npos) << text;
  EXPECT_EQ(archives_->snapshot(), before);
  expect_no_jail_left();
  EXPECT_TRUE(run_hostile(*runner_, "noop").outcome.ok()) << "the next job";
}

INSTANTIATE_TEST_SUITE_P(Jail, Unpacked, ::testing::ValuesIn(kArchives),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace lazaret::sandbox
