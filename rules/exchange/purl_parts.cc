// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/purl_parts.h"

#include <algorithm>

namespace lazaret::rules::exchange {
namespace {

bool same_if_both(const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; }

}  // namespace

Result<Purl> quoted_purl(std::string_view text) {
  return parse_purl(text).with_context("\"" + std::string(text) + "\"");
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
