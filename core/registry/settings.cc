// SPDX-License-Identifier: Apache-2.0
#include "core/registry/settings.h"

#include <unistd.h>

#include <cstdlib>

namespace lazaret::registry {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Relative directories would be read from the working directory.
std::string directory(const char* name) {
  const std::string value = variable(name);
  return value.starts_with('/') ? value : "";
}

std::string config_home(const std::string& home) {
  const std::string named = directory("XDG_CONFIG_HOME");
  return named.empty() && !home.empty() ? home + "/.config" : named;
}

std::vector<Settings::AuthPlace> auth_places(const std::string& named, const std::string& home,
                                             const std::string& config) {
  if (!named.empty()) return {{named, false, true}};
  if (const auto file = variable("REGISTRY_AUTH_FILE"); !file.empty()) return {{file, false, true}};
  std::vector<Settings::AuthPlace> places;
  const std::string docker = directory("DOCKER_CONFIG");
  if (!docker.empty() || !home.empty())
    places.push_back({(docker.empty() ? home + "/.docker" : docker) + "/config.json", false, false});
  if (const auto runtime = directory("XDG_RUNTIME_DIR"); !runtime.empty())
    places.push_back({runtime + "/containers/auth.json", false, false});
  if (!config.empty()) places.push_back({config + "/containers/auth.json", false, false});
  if (!home.empty()) places.push_back({home + "/.dockercfg", true, false});
  return places;
}

// The user's file replaces the system's; directories of pieces add to either, the user's last.
void find_registries_conf(Settings& settings, const std::string& config) {
  settings.registries_conf = variable("CONTAINERS_REGISTRIES_CONF");
  if (!settings.registries_conf.empty()) return;
  settings.registries_conf = "/etc/containers/registries.conf";
  settings.registries_conf_dirs = {"/etc/containers/registries.conf.d"};
  if (config.empty()) return;
  const std::string own = config + "/containers/registries.conf";
  if (::access(own.c_str(), F_OK) == 0) settings.registries_conf = own;
  settings.registries_conf_dirs.push_back(config + "/containers/registries.conf.d");
}

}  // namespace

Settings settings_from_environment(const std::string& auth_file) {
  const std::string home = directory("HOME");
  const std::string config = config_home(home);
  Settings settings;
  settings.auth_files = auth_places(auth_file, home, config);
  find_registries_conf(settings, config);
  if (!config.empty()) settings.certificate_dirs.push_back(config + "/containers/certs.d");
  settings.certificate_dirs.insert(settings.certificate_dirs.end(),
                                   {"/etc/containers/certs.d", "/etc/docker/certs.d"});
  settings.program_path = variable("PATH");
  return settings;
}

}  // namespace lazaret::registry
