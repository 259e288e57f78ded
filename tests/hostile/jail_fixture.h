// SPDX-License-Identifier: Apache-2.0
// A jail runner for a test, in the mode that LAZARET_HOSTILE_MODE names, and the proof that nothing is left
// of it: no process, no descriptor, no mount. Used by every test of this folder.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "sandbox/jail_runner.h"

namespace lazaret::sandbox {

std::string from_environment(const char* name);
SandboxOptions hostile_options(bool allow_degraded);
// "root", "unprivileged" or "degraded": what the jails of this process are to be.
std::string hostile_mode();
// Makes this process one of that mode, for good: gives up root, or denies itself namespaces. Also the parent
// of every orphan below it, so that nothing can hide. Empty, or what did not work.
std::string enter_hostile_mode();

struct Process {
  pid_t id;
  std::string name;
};
std::vector<Process> processes_below(pid_t ancestor);
// Waits for one of that name below `ancestor`; -1 after five seconds.
pid_t await_process(pid_t ancestor, const std::string& name);
inline constexpr const char* kLauncherName = "lazaret-launche";  // as the kernel cuts it
inline constexpr const char* kWorkerName = "lazaret-worker";

std::string plugin_path(const std::string& name);

// What a detector is shown; empty: an image without files.
struct Image {
  Fd view;
  std::vector<Fd> packs;
};
UnpackResult unpack_bytes(Runner& runner, std::string_view bytes, Fd output, const Limits& limits);
std::string layer_with_file(const std::string& path, std::string_view content);  // a tar
Image image_of(Runner& runner, std::string_view layer);
Image image_of(Fd pack);

DetectResult run_opened(Runner& runner, const PluginFile& plugin, Image image, int wall_seconds);
DetectResult run_plugin(Runner& runner, const std::string& path, Image image, int wall_seconds = 20);
DetectResult run_hostile(Runner& runner, const std::string& name, int wall_seconds = 20);
std::string said_by(const DetectResult& result);  // every text of its records

class Jail : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;  // ends the runner; asserts that nothing is left
  // The launcher alone is below this process, or (after its end) nothing.
  static void expect_no_jail_left();

  std::unique_ptr<JailRunner> runner_;

 private:
  std::size_t descriptors_ = 0;
  std::string mounts_;
};

}  // namespace lazaret::sandbox
