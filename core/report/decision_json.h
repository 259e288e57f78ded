// SPDX-License-Identifier: Apache-2.0
// The decision on a finding and the rule set of a report as JSON. Called by json.cc; docs/reference/report.md
// is its contract. Texts are an operator's: JsonWriter escapes them.
#pragma once

#include <optional>

#include "core/base/json.h"
#include "core/model/decision.h"

namespace lazaret::report {

// null where no rules were applied.
void write_decision(JsonWriter& json, const std::optional<Decision>& decision);
void write_ruleset(JsonWriter& json, const std::optional<RulesetInfo>& ruleset);

}  // namespace lazaret::report
