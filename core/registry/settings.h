// SPDX-License-Identifier: Apache-2.0
// What the user has set up for registries: where credentials, registries.conf and certificates lie.
// Made by commands from flags and the environment; passed down to the client. Trusts the environment of the
// user; never looks at the working directory. Source: containers-auth.json(5), containers-registries.conf(5),
// containers-certs.d(5), `docker login`.
#pragma once

#include <string>
#include <vector>

namespace lazaret::registry {

struct Settings {
  struct AuthPlace {
    std::string path;
    bool legacy = false;    // ~/.dockercfg
    bool required = false;  // named by the user: that it is absent is an error
  };
  std::vector<AuthPlace> auth_files;              // the first that knows a registry counts
  std::string registries_conf;                    // the first that exists; empty: none
  std::vector<std::string> registries_conf_dirs;  // *.conf in them come after it, in this order
  std::vector<std::string> certificate_dirs;      // each may have HOST:PORT/
  std::string program_path;                       // PATH, for helpers
};

// `auth_file`: as --authfile gives it; empty: not given. Variables: REGISTRY_AUTH_FILE, DOCKER_CONFIG,
// XDG_RUNTIME_DIR, XDG_CONFIG_HOME, HOME, CONTAINERS_REGISTRIES_CONF, PATH.
Settings settings_from_environment(const std::string& auth_file);

}  // namespace lazaret::registry
