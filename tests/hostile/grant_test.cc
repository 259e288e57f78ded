// SPDX-License-Identifier: Apache-2.0
// What a manifest asks for and an operator grants, in real jails: threads, and no more of them than granted.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "core/image/view.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

namespace fs = std::filesystem;

class GrantJail : public Jail {
 protected:
  void SetUp() override {
    Jail::SetUp();
    char name[] = "/tmp/lazaret-grant-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    directory_ = name;
    fs::copy_file(from_environment("LAZARET_HOSTILE_PLUGINS") + "/granted_threads.so", plugin());
  }
  void TearDown() override {
    fs::remove_all(directory_);
    Jail::TearDown();
  }
  std::string plugin() const { return directory_ / "x.so"; }
  void grant(const std::string& text) const { std::ofstream(directory_ / "x.lzplugin.yaml") << text; }
  Outcome run(const PluginFile& file) {
    DetectJob job;
    job.plugin = &file;
    job.view = image::View::merge({}, {}, Limits{}).take().file;
    job.limits.job_wall = std::chrono::seconds(20);
    return runner_->detect(std::move(job)).outcome;
  }
  fs::path directory_;
};

TEST_F(GrantJail, ThreadsAreRefusedWithoutAGrant) {
  for (const char* text : {"", "grant:\n  threads: 1\n"}) {
    grant(text);
    const auto refused = PluginFile::open(plugin());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::Denied);
    EXPECT_NE(refused.error().message.find("grant: {threads: 2}"), std::string::npos)
        << refused.error().message;
  }
}

TEST_F(GrantJail, GrantedThreadsRunAndNoMore) {
  grant("grant:\n  threads: 2\n");
  const auto file = PluginFile::open(plugin());
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const auto outcome = run(*file);
  if (hostile_mode() == "degraded") {
    EXPECT_EQ(to_string(outcome.status), "setup_error");
    EXPECT_NE(outcome.detail.find("degraded"), std::string::npos) << outcome.detail;
    return;
  }
  EXPECT_TRUE(outcome.ok()) << to_string(outcome.status) << ": " << outcome.detail;
  EXPECT_EQ(outcome.receipt.policy, "detect+threads");
  EXPECT_EQ(outcome.receipt.limits.processes, 3u);
}

TEST_F(GrantJail, APinnedPluginThatChangedIsRefused) {
  grant("grant:\n  threads: 2\n");
  const auto file = PluginFile::open(plugin());
  ASSERT_TRUE(file.has_value());
  grant("grant:\n  threads: 2\nsha256: " + std::string(file->sha256.hex()) + "\n");
  EXPECT_TRUE(PluginFile::open(plugin()).has_value());
  std::ofstream(plugin(), std::ios::app) << "x";
  const auto refused = PluginFile::open(plugin());
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("the file has changed"), std::string::npos)
      << refused.error().message;
}

TEST_F(GrantJail, APluginThatIsSwitchedOffIsLeftOut) {
  grant("enabled: false\n");
  const auto none = open_plugins({directory_});
  ASSERT_TRUE(none.has_value()) << none.error().message;
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace lazaret::sandbox
