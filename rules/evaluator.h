// SPDX-License-Identifier: Apache-2.0
// The interface of everything that judges findings by rules, and the plain one that is the oracle of others.
// Called by the scan and by `lazaret rules`. Pure: (finding, image, rule set, T) and nothing else (S1).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "rules/facts.h"
#include "rules/syntax.h"
#include "rules/verdict.h"
#include "rules/version_range.h"

namespace lazaret::rules {

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  // Safe from several threads at once.
  virtual Verdict judge(const FindingFacts& finding, const ImageFacts& image) const = 0;
  // The same for all findings of one image, in their order: what only the image decides is decided once.
  virtual std::vector<Verdict> judge_findings(std::span<const FindingFacts> findings,
                                              const ImageFacts& image) const;
  // The image gates (S11), sorted by name; per name the worst, ties to the smaller (file, index).
  // `verdicts` are those of `findings`, in the same order.
  virtual std::vector<GateVerdict> judge_image(std::span<const FindingFacts> findings,
                                               std::span<const Verdict> verdicts,
                                               const ImageFacts& image) const = 0;
};

// Every rule against every finding, in the words of S1 to S15. Slow, and kept for ever.
std::unique_ptr<Evaluator> make_reference_evaluator(std::shared_ptr<const RuleSet> rules, Instant at,
                                                    VersionOrder order);
// The same verdicts, decision records included, by way of an index: the cost of a finding does not grow with
// the number of rules that have nothing to do with it. What scans use.
std::unique_ptr<Evaluator> make_compiled_evaluator(std::shared_ptr<const RuleSet> rules, Instant at,
                                                   VersionOrder order);

}  // namespace lazaret::rules
