// SPDX-License-Identifier: Apache-2.0
// The conditions that must all hold for a rule, scopes and macros opened up; whether one such list implies
// another, and whether one can hold at all. Called by lint. Sure answers only: in doubt nothing is implied
// and nothing is a contradiction.
#pragma once

#include <optional>
#include <vector>

#include "rules/syntax.h"

namespace lazaret::rules {

using Conjuncts = std::vector<const Condition*>;
Conjuncts conjuncts_of(const Condition& match);

// Every finding that satisfies all of `narrow` satisfies all of `broad`.
bool implies(const Conjuncts& narrow, const Conjuncts& broad);

// Two of `all` that cannot hold for one finding: the later of them. Null where none was found.
const Condition* contradiction_in(const Conjuncts& all);
// No finding satisfies both lists.
bool disjoint(const Conjuncts& a, const Conjuncts& b);

}  // namespace lazaret::rules
