// SPDX-License-Identifier: Apache-2.0
// A loaded rule set as a scan's policy: facts in, verdicts out, both in the report's own terms.
// Made by `lazaret scan`, later by the daemon. The set was checked by the loader; findings hold text from the
// image, which is compared and never interpreted.
#pragma once

#include <memory>

#include "core/base/time.h"
#include "core/scan/policy.h"
#include "rules/syntax.h"

namespace lazaret::scan {

// `at`: the evaluation instant, the same as the scan's.
std::unique_ptr<Policy> make_rule_policy(std::shared_ptr<const rules::RuleSet> rules, Instant at);

}  // namespace lazaret::scan
