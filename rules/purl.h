// SPDX-License-Identifier: Apache-2.0
// A package URL in parts, and whether a package is the one that a rule names.
// Called by the loader (strict) and by evaluation (a purl of a report). Source: package-url/purl-spec.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "rules/value.h"

namespace lazaret::rules {

struct Purl {
  std::string type;   // lower case
  std::string space;  // namespace, decoded, in the letters of its type (purl_type.h); may be empty
  std::string name;   // likewise
  std::string version;
  std::map<std::string, std::string> qualifiers;  // keys in lower case; no value is empty
  std::string subpath;
  bool operator==(const Purl&) const = default;
};

Result<Purl> parse_purl(std::string_view text);
// Type, namespace and name in one text, equal for two package URLs just where those are. Nothing where `text`
// is not a package URL.
std::string purl_identity(const Purl& purl);
std::optional<std::string> purl_identity(std::string_view text);
std::string format_purl(const Purl& purl);  // canonical; what parse_purl reads back as the same
// Type, namespace and name are equal; version, each qualifier and the subpath only where the rule names them.
// Unknown where `actual` is not a purl.
Truth purl_matches(const Purl& wanted, std::string_view actual);

}  // namespace lazaret::rules
