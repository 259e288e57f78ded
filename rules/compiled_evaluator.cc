// SPDX-License-Identifier: Apache-2.0
#include "rules/evaluator.h"

namespace lazaret::rules {

std::unique_ptr<Evaluator> make_compiled_evaluator(std::shared_ptr<const RuleSet> rules, Instant at,
                                                   VersionOrder order) {
  return make_reference_evaluator(std::move(rules), at, std::move(order));
}

}  // namespace lazaret::rules
