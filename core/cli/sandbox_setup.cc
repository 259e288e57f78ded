// SPDX-License-Identifier: Apache-2.0
#include "core/cli/sandbox_setup.h"

#include "core/cli/config.h"
#include "core/scan/installation.h"

namespace lazaret::cli {

Result<sandbox::SandboxOptions> sandbox_options() {
  return scan::sandbox_options(TRY(load_config()).allow_degraded);
}

Result<std::unique_ptr<sandbox::JailRunner>> start_sandbox() {
  return sandbox::JailRunner::start(TRY(sandbox_options()));
}

}  // namespace lazaret::cli
