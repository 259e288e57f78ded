// SPDX-License-Identifier: Apache-2.0
#include "core/registry/auth_file.h"

#include "core/base/base64.h"
#include "core/base/json.h"
#include "core/registry/default_domain.h"

namespace lazaret::registry {
namespace {

Error invalid(const std::string& what, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, what + ": " + message);
}

Result<void> split_auth(std::string_view auth, const std::string& place, Credential& credential) {
  std::string plain = TRY(base64_decode(auth).with_context(place + ": auth"));
  while (plain.ends_with('\0')) plain.pop_back();  // as old writers padded it
  const auto colon = plain.find(':');
  if (colon == std::string::npos) return invalid(place, "auth holds no colon between user and password");
  credential.username = plain.substr(0, colon);
  credential.password = plain.substr(colon + 1);
  return {};
}

Result<Credential> read_entry(const Json& value, const std::string& place) {
  if (!value.is_object()) return invalid(place, "is not an object");
  Credential credential{std::string(value["username"].as_string()),
                        std::string(value["password"].as_string()),
                        std::string(value["identitytoken"].as_string())};
  if (const auto auth = value["auth"].as_string(); !auth.empty()) TRY(split_auth(auth, place, credential));
  return credential;
}

Result<void> read_entries(const Json& auths, const std::string& what, AuthFile& file) {
  if (!auths.is_null() && !auths.is_object()) return invalid(what, "auths is not an object");
  for (const auto& [key, value] : auths.members()) {
    auto credential = TRY(read_entry(value, what + ": auths of \"" + key + "\""));
    // An empty entry only says that a helper has it.
    if (!credential.empty()) file.entries.emplace_back(registry_key(key), std::move(credential));
  }
  return {};
}

Result<void> read_helpers(const Json& document, const std::string& what, AuthFile& file) {
  const Json& helpers = document["credHelpers"];
  if (!helpers.is_null() && !helpers.is_object()) return invalid(what, "credHelpers is not an object");
  for (const auto& [key, value] : helpers.members()) {
    if (!value.is_string()) return invalid(what, "the helper of \"" + key + "\" is not a name");
    file.helpers.emplace_back(registry_key(key), value.as_string());
  }
  const Json& store = document["credsStore"];
  if (!store.is_null() && !store.is_string()) return invalid(what, "credsStore is not a name");
  file.store = store.as_string();
  return {};
}

}  // namespace

std::string registry_key(std::string_view written) {
  std::string_view key = written;
  bool url = false;
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size()), url = true;
  const auto slash = key.find('/');
  std::string host(key.substr(0, slash));
  // What a URL has behind the host is an API's version, not a namespace.
  const std::string path(url || slash == std::string_view::npos ? std::string_view() : key.substr(slash));
  if (host == kDefaultDomainIndex || host == kDefaultDomainApi) host = image::kDefaultDomain;
  return host + path;
}

const Credential* AuthFile::find(std::string_view name) const {
  const Credential* best = nullptr;
  std::size_t longest = 0;
  for (const auto& [key, credential] : entries) {
    const bool above = name.starts_with(key) && (name.size() == key.size() || name[key.size()] == '/');
    if (!above || (best != nullptr && key.size() <= longest)) continue;
    best = &credential;
    longest = key.size();
  }
  return best;
}

std::string_view AuthFile::helper_for(std::string_view domain) const {
  for (const auto& [key, helper] : helpers)
    if (key == domain) return helper;
  return store;
}

Result<AuthFile> parse_auth_file(std::string_view text, const std::string& what, const Limits& limits,
                                 bool legacy) {
  const Json document = TRY(parse_json(text, what, {limits.credential_file_bytes, limits.json_depth}));
  if (!document.is_object()) return invalid(what, "is not a JSON object");
  AuthFile file;
  TRY(read_entries(legacy ? document : document["auths"], what, file));
  if (!legacy) TRY(read_helpers(document, what, file));
  return file;
}

}  // namespace lazaret::registry
