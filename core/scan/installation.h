// SPDX-License-Identifier: Apache-2.0
// What belongs to this executable, wherever it was installed: programs of the jail, detectors, built-in
// rules. Called by the commands and the daemon. Trusts /proc/self/exe and what lies beside that; never the
// working directory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "rules/exchange/rule_draft.h"
#include "rules/load.h"
#include "sandbox/jail_runner.h"
#include "sandbox/plugin_manifest.h"

namespace lazaret::scan {

// lazaret-launcher, lazaret-worker: installed in ../libexec/lazaret, or where the build puts them.
std::string helper_program(const std::string& name);
// Directories of the built-in detectors: ../lib/lazaret/plugins, or the build's plugins/*.
std::vector<std::string> builtin_plugin_directories();
std::string builtin_rules_directory();  // ../share/lazaret/rules, or the build's rules/builtin

sandbox::SandboxOptions sandbox_options(bool allow_degraded);
// The built-in detectors and those of `more` directories. None at all is an error.
Result<std::vector<sandbox::PluginFile>> load_plugins(const std::vector<std::string>& more);

struct RulePaths {
  std::vector<std::string> rules;  // files and directories
  std::vector<std::string> vex;    // VEX documents that the operator trusts
};

struct LoadedRules {
  rules::LoadOutcome outcome;
  std::vector<rules::exchange::Loss> losses;  // what of the VEX documents is no rule
};

// The built-in rules, the operator's and VEX documents as one set. An error where a file cannot be read or a
// VEX document is wrong; problems in rules are the outcome's.
Result<LoadedRules> load_scan_rules(const RulePaths& paths, Instant at);

}  // namespace lazaret::scan
