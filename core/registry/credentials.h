// SPDX-License-Identifier: Apache-2.0
// The credential for one repository: from the files and helpers that docker and podman use, in one documented
// order. Called by the authorizer, once a repository. Trusts the user's files as far as auth_file.h says.
#pragma once

#include <optional>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/reference.h"
#include "core/registry/auth_file.h"
#include "core/registry/settings.h"

namespace lazaret::registry {

// `domain` and `path` of a repository. Files in the order of `settings`; in a file: the domain's helper, then
// the store, then the entry with the longest matching key. Nothing: go on anonymously. An error where a file,
// or a helper that is in charge, cannot be understood: a login that is there must not be silently left out.
Result<std::optional<Credential>> find_credential(const Settings& settings, const std::string& domain,
                                                  const std::string& path, const Limits& limits);

}  // namespace lazaret::registry
