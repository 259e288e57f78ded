// SPDX-License-Identifier: Apache-2.0
// What the readers of VEX share: justifications, instants, products checked as they are made, a bounded list.
// Called by the readers only. Trusts nothing.
#pragma once

#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "rules/exchange/source_node.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

bool is_justification(std::string_view label);  // one of OpenVEX's five

// Error at `line` when the statement breaks what every VEX must hold: not affected needs a justification or
// words.
Result<void> check_statement(const Source& source, const VexStatement& statement);

Result<Instant> instant_at(const Source& source, const Node& map, std::string_view key, Instant otherwise);
Result<void> set_purl(const Source& source, int line, std::string_view purl, VexProduct& product);

std::uint64_t bytes_of(const VexProduct& product);
// Error when `bytes` is over limits.vex_bytes.
Result<void> check_bytes(const Source& source, int line, std::uint64_t bytes, const Limits& limits);
// Adds one, or says that there are more than limits.vex_statements, or of more than limits.vex_bytes.
Result<void> add_statement(const Source& source, VexStatement statement, const Limits& limits,
                           VexDocument& document);

}  // namespace lazaret::rules::exchange
