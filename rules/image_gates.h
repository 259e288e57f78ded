// SPDX-License-Identifier: Apache-2.0
// The gates of whole images (S11): how many findings satisfy a count, against a threshold.
// Called by both evaluators once an image, after its findings were judged. Pure.
#pragma once

#include <span>
#include <vector>

#include "rules/syntax.h"
#include "rules/verdict.h"
#include "rules/version_range.h"

namespace lazaret::rules {

struct JudgedImage {
  std::span<const FindingFacts> findings;
  std::span<const Verdict> verdicts;  // of `findings`, in the same order
  const ImageFacts& image;
  Instant at;
};

// The contract of Evaluator::judge_image.
std::vector<GateVerdict> judge_image_gates(const RuleSet& set, const JudgedImage& judged,
                                           const VersionOrder& order);

}  // namespace lazaret::rules
