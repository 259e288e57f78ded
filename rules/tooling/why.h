// SPDX-License-Identifier: Apache-2.0
// Why a rule does or does not match a finding: the one condition that decides, with its place and the actual
// value. Called by `lazaret rules explain`. Values come from images: printers escape.
#pragma once

#include <string>
#include <vector>

#include "rules/condition.h"
#include "rules/version_range.h"

namespace lazaret::rules {

// A condition on the way from the rule's match to what decides, the outermost first: "not", "any", a macro,
// and last the condition on a field.
struct WhyStep {
  std::string text;
  Span span;
  Truth truth = Truth::False;
};

struct Why {
  Truth truth = Truth::False;  // of the whole match
  std::vector<WhyStep> path;   // never empty
  std::string actual;          // value of the last step's field; empty where that is `always`
};

// Of an All that is not true the first child that is false, else the first that is unknown; of an Any that
// is not true the first child; and so on.
Why why(const Condition& match, const Subject& subject, TagReading reading, const VersionOrder& order);

// S15: how the rule reads image.tag for this finding.
TagReading reading_of(const Rule& rule, const FindingFacts& finding);

std::string_view to_string(Truth truth);

}  // namespace lazaret::rules
