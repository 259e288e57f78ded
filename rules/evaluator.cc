// SPDX-License-Identifier: Apache-2.0
#include "rules/evaluator.h"

namespace lazaret::rules {

std::vector<Verdict> Evaluator::judge_findings(std::span<const FindingFacts> findings,
                                               const ImageFacts& image) const {
  std::vector<Verdict> verdicts;
  verdicts.reserve(findings.size());
  for (const FindingFacts& finding : findings) verdicts.push_back(judge(finding, image));
  return verdicts;
}

}  // namespace lazaret::rules
