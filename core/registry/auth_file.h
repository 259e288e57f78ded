// SPDX-License-Identifier: Apache-2.0
// One file of credentials as docker and podman keep it, read and asked for one repository.
// Called by credentials.cc. The file is the user's; it is read strictly, since a credential that is silently
// not understood becomes an anonymous pull of something else. Never shows a secret in a message. Source:
// docker's config.json ("auths", "credHelpers", "credsStore"); containers-auth.json(5).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::registry {

struct Credential {
  std::string username;
  std::string password;
  std::string identity_token;  // of OAuth2; in place of the password

  bool empty() const { return password.empty() && identity_token.empty(); }
};

struct AuthFile {
  std::vector<std::pair<std::string, Credential>> entries;   // key as registry_key gives it
  std::vector<std::pair<std::string, std::string>> helpers;  // the same key, name of a helper
  std::string store;                                         // the helper of all others; empty: none

  // The entry of `name` ("host:5000/team/app") with the longest key that is it or lies above it; null: none.
  const Credential* find(std::string_view name) const;
  // Of the host alone.
  std::string_view helper_for(std::string_view domain) const;
};

// `legacy`: ~/.dockercfg, which is the "auths" object itself.
Result<AuthFile> parse_auth_file(std::string_view text, const std::string& what, const Limits& limits,
                                 bool legacy = false);

// A key as written ("https://host/v1/", "host/team") in the one form that names are looked up by.
std::string registry_key(std::string_view written);

}  // namespace lazaret::registry
