// SPDX-License-Identifier: Apache-2.0
// What a VEX document says, whichever format it has: one statement for one product and one subcomponent.
// Made by the readers of vex_formats.h; used for rules of layer vex (vex_rules.h) and to explain
// (vex_explain.h). Passive values; every text is somebody else's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "rules/exchange/rule_draft.h"

namespace lazaret::rules::exchange {

enum class VexStatus { NotAffected, Affected, Fixed, UnderInvestigation, FalsePositive };

std::string_view to_string(VexStatus status);  // "not_affected" "affected" "fixed" …

// Hiding statuses may become a suppression; the others take one back.
constexpr bool hides(VexStatus status) {
  return status == VexStatus::NotAffected || status == VexStatus::Fixed || status == VexStatus::FalsePositive;
}

// One thing under all the names that the document gives it.
struct VexProduct {
  std::string name;  // as the document calls it; never empty
  std::string purl;  // parses, or is empty
  std::string cpe;
  std::vector<std::string> digests;  // "sha256:…"
};

struct VexStatement {
  int line = 0;
  std::string vulnerability;
  std::vector<std::string> aliases;
  VexProduct product;
  std::optional<VexProduct> subcomponent;
  VexStatus status = VexStatus::UnderInvestigation;
  std::string justification;  // one of OpenVEX's five, or empty
  std::string impact;         // why not affected, in words
  Instant timestamp;
};

struct VexDocument {
  std::string id;
  std::string author;
  std::vector<VexStatement> statements;
  std::vector<Loss> losses;
  std::uint64_t bytes = 0;  // of all texts: a small document can name one long text many times
};

}  // namespace lazaret::rules::exchange
