// SPDX-License-Identifier: Apache-2.0
// Starting the jails for a command, as the user's configuration says. Called by scan and doctor.
// Trusts the programs beside this executable, and the user's configuration and environment.
#pragma once

#include <memory>

#include "sandbox/jail_runner.h"

namespace lazaret::cli {

// The programs beside this one, and whether the configuration agrees to degraded jails.
Result<sandbox::SandboxOptions> sandbox_options();
Result<std::unique_ptr<sandbox::JailRunner>> start_sandbox();

}  // namespace lazaret::cli
