// SPDX-License-Identifier: Apache-2.0
#include "core/cli/sandbox_setup.h"

#include "core/cli/config.h"
#include "core/cli/places.h"

namespace lazaret::cli {

Result<sandbox::SandboxOptions> sandbox_options() {
  const Config config = TRY(load_config());
  return sandbox::SandboxOptions{helper_program("lazaret-launcher"), helper_program("lazaret-worker"),
                                 config.allow_degraded};
}

Result<std::unique_ptr<sandbox::JailRunner>> start_sandbox() {
  return sandbox::JailRunner::start(TRY(sandbox_options()));
}

Result<std::vector<sandbox::PluginFile>> load_plugins(const std::vector<std::string>& more) {
  auto directories = builtin_plugin_directories();
  directories.insert(directories.end(), more.begin(), more.end());
  auto plugins = TRY(sandbox::open_plugins(directories));
  if (plugins.empty())
    return make_error(ErrorCode::NotFound, "there are no detectors: the installation is not complete");
  return plugins;
}

}  // namespace lazaret::cli
