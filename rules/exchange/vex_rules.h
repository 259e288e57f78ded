// SPDX-License-Identifier: Apache-2.0
// VEX documents as suppressions: what is still in force of all of them together, one rule for a vulnerability
// and a reason. Called by the import of rules, and for `--vex`, whose rules have layer vex: they can be
// blocked and overridden (rules/v1 S10). Trusts nothing: a product that an image or package cannot be shown
// to be is a loss.
#pragma once

#include <vector>

#include "rules/exchange/import.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

Result<Drafts> vex_drafts(const std::vector<VexDocument>& documents, const Limits& limits);

// A rules file of layer vex. Owner and approval are the author of the documents: who decides whom to trust
// has done so by giving them.
Result<Import> vex_rules(const std::vector<VexDocument>& documents, std::string_view name,
                         const Limits& limits);

}  // namespace lazaret::rules::exchange
