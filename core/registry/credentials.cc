// SPDX-License-Identifier: Apache-2.0
#include "core/registry/credentials.h"

#include "core/base/fd.h"
#include "core/registry/credential_helper.h"
#include "core/registry/default_domain.h"

namespace lazaret::registry {
namespace {

Result<std::optional<AuthFile>> open_place(const Settings::AuthPlace& place, const Limits& limits) {
  auto text = read_file(place.path, limits.credential_file_bytes);
  if (!text && text.error().code == ErrorCode::NotFound && !place.required) return std::optional<AuthFile>();
  if (!text) return std::move(text.error());
  return std::optional(TRY(parse_auth_file(*text, place.path, limits, place.legacy)));
}

Result<std::optional<Credential>> ask_file(const AuthFile& file, const Settings& settings,
                                           const std::string& domain, const std::string& path,
                                           const Limits& limits) {
  if (const auto helper = file.helper_for(domain); !helper.empty()) {
    auto told = TRY(ask_helper(helper, helper_server(domain), settings.program_path, limits));
    if (told && !told->empty()) return told;
  }
  const Credential* found = file.find(domain + "/" + path);
  return found == nullptr ? std::optional<Credential>() : std::optional(*found);
}

}  // namespace

Result<std::optional<Credential>> find_credential(const Settings& settings, const std::string& domain,
                                                  const std::string& path, const Limits& limits) {
  for (const auto& place : settings.auth_files) {
    const auto file = TRY(open_place(place, limits));
    if (!file) continue;
    auto found = TRY(ask_file(*file, settings, domain, path, limits).with_context(place.path));
    if (found) return found;
  }
  return std::optional<Credential>();
}

}  // namespace lazaret::registry
