// SPDX-License-Identifier: Apache-2.0
// What a `reclassify` makes of a finding, how its tag conditions read, and who wins (S6, S15).
// Called by both evaluators. Opinions come from advisories: words of severity, nothing else.
#pragma once

#include <optional>

#include "rules/condition.h"
#include "rules/syntax.h"

namespace lazaret::rules {

// `set`, `shift` (of the raw severity, clamped), `from`; nothing where the raw severity or the opinion is
// missing.
std::optional<Severity> target_of(const Reclassify& reclassify, const FindingFacts& finding);
// Up-grading reads some tag. Away from an unknown severity nothing is known to be up.
TagReading reading_of(std::optional<Severity> target, Severity raw);
// True where `a` loses to `b`; both reclassify.
bool reclassifies_below(const Rule& a, const Rule& b);
// "unknown:…" of a matching rule without a target.
std::string_view missing_target(const Reclassify& reclassify);

}  // namespace lazaret::rules
