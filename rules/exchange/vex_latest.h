// SPDX-License-Identifier: Apache-2.0
// Which statements count when several documents speak of the same: a later statement supersedes an earlier
// one. Called by vex_rules.cc. Source: OpenVEX 0.2.0, "Statement inheritance and superseding". Where two
// instants are equal and the statements contradict, the one that hides nothing counts.
#pragma once

#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

struct VexClaim {
  const VexStatement* statement = nullptr;      // hides
  std::vector<const VexStatement*> exceptions;  // later ones that take back a part of it
};

// The hiding statements that are still in force. The statements must outlive the claims.
// Error: more than limits.vex_comparisons on one vulnerability.
Result<std::vector<VexClaim>> latest_claims(const std::vector<const VexStatement*>& statements,
                                            const Limits& limits);

}  // namespace lazaret::rules::exchange
