// SPDX-License-Identifier: Apache-2.0
// Why a VEX statement does or does not speak of a finding: every part of the product's id with what was
// wanted and what was there. Called for `lazaret rules vex explain`. Trusts nothing; writers escape.
#pragma once

#include <string>
#include <vector>

#include "rules/exchange/purl_parts.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

struct VexSubject {
  std::string vulnerability;
  std::vector<std::string> aliases;
  std::string purl;  // of the package; empty: it has none, and no statement on a package speaks of it
  std::string registry;
  std::string repository;
  std::string digest;
  std::vector<std::string> tags;
  std::string platform;
};

struct VexExplanation {
  const VexStatement* statement = nullptr;
  std::vector<PartCheck> checks;  // "vulnerability", "product name", "subcomponent version" …
  bool applies = false;           // all of them matched
  // "product version: wanted \"1.2\", found \"1.3\"" of the first that did not; empty where it applies.
  std::string mismatch;
};

// In the order of the statements. Those on other vulnerabilities are left out unless `others`.
std::vector<VexExplanation> explain_vex(const std::vector<VexStatement>& statements,
                                        const VexSubject& subject, bool others = false);

}  // namespace lazaret::rules::exchange
