// SPDX-License-Identifier: Apache-2.0
// Attacks on how a plugin comes to be loaded: the environment, its file, its directory, its ELF structure.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/hostile/canaries.h"
#include "tests/hostile/control_run.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {

struct Injection {
  const char* variable;
  const char* plugin;
  RunOutcome status;
};
void PrintTo(const Injection& tested, std::ostream* out) { *out << tested.variable; }

struct Variant {
  const char* name;  // of hostile_elf.py
  const char* word;  // of the refusal
};
void PrintTo(const Variant& tested, std::ostream* out) { *out << tested.name; }

namespace {

namespace fs = std::filesystem;

class Directory {
 public:
  Directory() {
    char path[] = "/tmp/lazaret-plugins-XXXXXX";
    path_ = ::mkdtemp(path);
    ::chmod(path_.c_str(), 0755);
  }
  ~Directory() { fs::remove_all(path_); }
  std::string add(const std::string& name, const std::string& as) const {
    const auto to = path_ + "/" + as;
    fs::copy_file(plugin_path(name), to);
    return to;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The supervisor itself has it in its environment when it starts the launcher.
class Injected : public Jail, public ::testing::WithParamInterface<Injection> {
 protected:
  void SetUp() override {
    RecordProperty("number", 93);
    RecordProperty("word", "not loaded");
    lay_out();
    const auto run = run_control(*canaries_, Control::User, variables_);
    ASSERT_TRUE(canaries_->touched(run.said).contains("files"))
        << "it is not loaded even without a jail: " << run.end;
    lay_out();
    for (const auto& variable : variables_) ::putenv(const_cast<char*>(variable.c_str()));
    Jail::SetUp();
  }
  void TearDown() override {
    for (const auto& variable : variables_) ::unsetenv(variable.substr(0, variable.find('=')).c_str());
    if (runner_) Jail::TearDown();
    canaries_.reset();
  }
  void lay_out() {
    canaries_.reset();
    canaries_ = std::make_unique<Canaries>(control_user(), plugin_path(GetParam().plugin));
    const auto& directory = canaries_->directory();
    fs::copy_file(plugin_path("injected"), directory + "/HOSTILE.so");
    ::chmod((directory + "/HOSTILE.so").c_str(), 0755);
    std::ofstream(directory + "/gconv-modules")
        << "module HOSTILE// INTERNAL HOSTILE 1\nmodule INTERNAL HOSTILE// HOSTILE 1\n";
    const bool converter = std::string(GetParam().variable) == "GCONV_PATH";
    variables_ = {GetParam().variable + ("=" + directory) + (converter ? "" : "/HOSTILE.so"),
                  "LAZARET_CANARY=" + directory + "/injected"};
    canaries_->lay_out();
  }
  std::unique_ptr<Canaries> canaries_;
  std::vector<std::string> variables_;
};

TEST_P(Injected, IsNotLoaded) {
  const auto result = run_hostile(*runner_, GetParam().plugin);
  EXPECT_EQ(to_string(result.outcome.status), to_string(GetParam().status)) << result.outcome.detail;
  EXPECT_EQ(canaries_->touched(said_by(result)), std::set<std::string>());
  EXPECT_TRUE(run_hostile(*runner_, "noop").outcome.ok());
}

INSTANTIATE_TEST_SUITE_P(Loader, Injected,
                         ::testing::Values(Injection{"LD_PRELOAD", "noop", RunOutcome::Ok},
                                           Injection{"LD_AUDIT", "noop", RunOutcome::Ok},
                                           Injection{"GCONV_PATH", "convert_text", RunOutcome::PluginError}),
                         [](const auto& tested) { return std::string(tested.param.variable); });

class Loader : public Jail {
 protected:
  void SetUp() override {
    Jail::SetUp();
    directory_ = std::make_unique<Directory>();
  }
  std::unique_ptr<Directory> directory_;
};

TEST_F(Loader, InterposesNothing) {
  RecordProperty("number", 94);
  RecordProperty("word", "not called");
  {
    Canaries canaries(control_user(), plugin_path("interposed"));
    canaries.lay_out();
    const auto run = run_control(canaries, Control::User, {"LD_PRELOAD=" + canaries.plugin()});
    ASSERT_NE(run.said.find("interposed"), std::string::npos) << run.end;
  }
  const auto result = run_hostile(*runner_, "interposed");
  EXPECT_TRUE(result.outcome.ok()) << result.outcome.detail;
  EXPECT_EQ(said_by(result), "stolen true \n");
}

// Rewritten in place, and replaced by another file of its name, after it was checked: what is loaded is what
// was hashed.
TEST_F(Loader, LoadsWhatItHashed) {
  RecordProperty("number", 98);
  RecordProperty("word", "the checked bytes");
  const auto path = directory_->add("noop", "plugin.so");
  for (const bool in_place : {true, false}) {
    auto plugin = PluginFile::open(path);
    ASSERT_TRUE(plugin.has_value()) << plugin.error().message;
    if (in_place) {
      std::ofstream(path, std::ios::binary) << std::ifstream(plugin_path("abort"), std::ios::binary).rdbuf();
    } else {
      fs::rename(directory_->add("abort", "other.so"), path);
    }
    Canaries canaries(control_user(), path);
    canaries.lay_out();
    ASSERT_TRUE(run_control(canaries, Control::User).dead())
        << "who opens it by name does not get the new one";
    const auto result = run_opened(*runner_, *plugin, {}, 20);
    EXPECT_TRUE(result.outcome.ok()) << to_string(result.outcome.status) << ": " << result.outcome.detail;
    fs::remove(path);
    directory_->add("noop", "plugin.so");
  }
}

TEST_F(Loader, RefusesTwoPluginsOfOneId) {
  RecordProperty("number", 99);
  RecordProperty("word", "same id");
  directory_->add("noop", "one.so");
  ASSERT_TRUE(open_plugins({directory_->path()}).has_value());
  directory_->add("noop", "two.so");
  const auto both = open_plugins({directory_->path()});
  ASSERT_FALSE(both.has_value());
  EXPECT_NE(both.error().message.find("same id"), std::string::npos) << both.error().message;
}

TEST_F(Loader, RefusesWhatEverybodyMayWrite) {
  RecordProperty("number", 100);
  RecordProperty("word", "everybody may write");
  const auto path = directory_->add("noop", "plugin.so");
  ASSERT_TRUE(open_plugins({directory_->path()}).has_value());
  for (const auto& [victim, mode, sound] :
       {std::tuple{path, 0666, 0644}, std::tuple{directory_->path(), 0777, 0755}}) {
    ::chmod(victim.c_str(), static_cast<mode_t>(mode));
    const auto opened = open_plugins({directory_->path()});
    ::chmod(victim.c_str(), static_cast<mode_t>(sound));
    ASSERT_FALSE(opened.has_value()) << victim;
    EXPECT_NE(opened.error().message.find("everybody may write"), std::string::npos)
        << opened.error().message;
  }
}

// Each is refused before anything of it is mapped; the sound one is taken, so that it is this change that is
// refused.
class HostileElf : public Jail, public ::testing::WithParamInterface<Variant> {};

TEST_P(HostileElf, IsRefused) {
  RecordProperty("number", 97);
  RecordProperty("word", GetParam().word);
  const Directory directory;
  const auto command = "python3 " + from_environment("LAZARET_HOSTILE_SOURCE") + "/hostile_elf.py " +
                       plugin_path("noop") + " " + directory.path();
  ASSERT_EQ(std::system(command.c_str()), 0);
  ASSERT_TRUE(run_plugin(*runner_, directory.path() + "/sound.so", {}).outcome.ok());
  const auto opened = PluginFile::open(directory.path() + "/" + GetParam().name + ".so");
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message.find(GetParam().word), std::string::npos) << opened.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Loader, HostileElf,
    ::testing::Values(Variant{"many_headers", "65535 program headers"},
                      Variant{"two_manifests", "2 manifest notes"}, Variant{"note_of_2_gib", "note"},
                      Variant{"text_relocations", "TEXTREL"}, Variant{"executable_stack", "executable stack"},
                      Variant{"writable_code", "writable and executable"}, Variant{"auditor", "DT_AUDIT"},
                      Variant{"filter", "DT_FILTER"}, Variant{"library_path", "library path"},
                      Variant{"other_library", "needs the library"}, Variant{"interpreter", "PT_INTERP"},
                      Variant{"two_faces", "dynamic section"}, Variant{"overlapping_segments", "overlap"},
                      Variant{"segment_past_the_end", "outside of the file"},
                      Variant{"cut", "outside of the file"}, Variant{"other_machine", "machine"},
                      Variant{"program", "no shared object"}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace lazaret::sandbox
