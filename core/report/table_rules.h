// SPDX-License-Identifier: Apache-2.0
// What the table says of rules: what they hid and why, which suppressions have ended, how gates went.
// Called by the table writer. Ids, reasons and messages are an operator's text: everything is escaped here.
#pragma once

#include "core/report/table_page.h"

namespace lazaret::report {

// Under the status: how many findings which rules suppressed, which are open again, the gates.
void write_verdict_of_rules(Page& page, const Report& report, const WriteOptions& options);
// Each rule that suppresses, with its reason, owner and end, and its findings.
void write_suppressed(Page& page, const Report& report);
// Which rules were in force: one line at the end.
void write_ruleset(Page& page, const Report& report);

}  // namespace lazaret::report
