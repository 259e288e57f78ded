// SPDX-License-Identifier: Apache-2.0
// Starting the jails and finding the detectors for a command. Called by scan, doctor and plugin.
// Trusts the programs beside this executable, and the user's configuration and environment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sandbox/jail_runner.h"
#include "sandbox/plugin_manifest.h"

namespace lazaret::cli {

// The programs beside this one, and whether the configuration agrees to degraded jails.
Result<sandbox::SandboxOptions> sandbox_options();
Result<std::unique_ptr<sandbox::JailRunner>> start_sandbox();

// The built-in detectors and those of `more` directories. None at all is an error.
Result<std::vector<sandbox::PluginFile>> load_plugins(const std::vector<std::string>& more);

}  // namespace lazaret::cli
