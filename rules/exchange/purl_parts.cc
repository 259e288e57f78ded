// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/purl_parts.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"

namespace lazaret::rules::exchange {
namespace {

bool is_lower_case_type(std::string_view type) {
  constexpr std::string_view kTypes[] = {"alpm",   "apk",    "bitbucket", "composer", "deb",  "docker",
                                         "github", "golang", "hex",       "oci",      "pypi", "qpkg"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

std::string normal_name(std::string_view type, std::string_view name) {
  std::string out = is_lower_case_type(type) ? to_lower_ascii(name) : std::string(name);
  if (type == "pypi") std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

bool same_if_both(const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; }

}  // namespace

Result<Purl> normal_purl(std::string_view text) {
  auto purl = TRY(parse_purl(text).with_context("\"" + std::string(text) + "\""));
  purl.space =
      normal_name(purl.type == "rpm" ? "deb" : purl.type, purl.space);  // vendors of rpm too, but not names
  purl.name = normal_name(purl.type, purl.name);
  std::erase_if(purl.qualifiers, [](const auto& pair) { return pair.second.empty(); });
  return purl;
}

std::string with_normal_name(std::string_view purl) {
  const auto tail = std::min(purl.find_first_of("?#"), purl.size());
  const auto slash = purl.find('/');
  if (slash >= tail) return std::string(purl);
  const auto at = purl.substr(0, tail).rfind('@');
  const auto end = at == std::string_view::npos || at <= slash + 1 ? tail : at;
  const auto type = to_lower_ascii(purl.substr(4, slash - 4));
  return std::string(purl.substr(0, slash)) + normal_name(type, purl.substr(slash, end - slash)) +
         std::string(purl.substr(end));
}

std::vector<PartCheck> compare_purl(const Purl& wanted, const Purl& actual) {
  std::vector<PartCheck> out;
  const auto check = [&](std::string part, const std::string& a, const std::string& b) {
    out.push_back({std::move(part), a, b, a == b});
  };
  check("type", wanted.type, actual.type);
  check("namespace", wanted.space, actual.space);
  check("name", wanted.name, actual.name);
  if (!wanted.version.empty()) check("version", wanted.version, actual.version);
  for (const auto& [key, value] : wanted.qualifiers) {
    const auto found = actual.qualifiers.find(key);
    check("qualifier " + key, value, found == actual.qualifiers.end() ? "" : found->second);
  }
  if (!wanted.subpath.empty()) check("subpath", wanted.subpath, actual.subpath);
  return out;
}

bool covers(const Purl& wide, const Purl& narrow) {
  const auto checks = compare_purl(wide, narrow);
  return std::all_of(checks.begin(), checks.end(), [](const PartCheck& check) { return check.matched; });
}

bool compatible(const Purl& a, const Purl& b) {
  if (a.type != b.type || a.space != b.space || a.name != b.name || !same_if_both(a.version, b.version) ||
      !same_if_both(a.subpath, b.subpath))
    return false;
  return std::all_of(a.qualifiers.begin(), a.qualifiers.end(), [&](const auto& pair) {
    const auto found = b.qualifiers.find(pair.first);
    return found == b.qualifiers.end() || found->second == pair.second;
  });
}

}  // namespace lazaret::rules::exchange
