// SPDX-License-Identifier: Apache-2.0
// Package URLs compared part by part, with what was wanted and what was there: type, namespace and name
// always, version and each qualifier only where the wanted one writes them. Called for VEX products and
// imported rules. Trusts nothing. Source: package-url/purl-spec.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "rules/purl.h"

namespace lazaret::rules::exchange {

// As rules/purl.h reads it; the error quotes the text.
Result<Purl> quoted_purl(std::string_view text);

struct PartCheck {
  std::string part;  // "namespace", "qualifier arch" …
  std::string wanted;
  std::string actual;
  bool matched = false;
};

// In the order type, namespace, name, version, qualifiers; what `wanted` does not write is not checked.
std::vector<PartCheck> compare_purl(const Purl& wanted, const Purl& actual);
// Every package that `narrow` names is also named by `wide`.
bool covers(const Purl& wide, const Purl& narrow);
// Some package may be named by both.
bool compatible(const Purl& a, const Purl& b);

}  // namespace lazaret::rules::exchange
