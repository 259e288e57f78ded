// SPDX-License-Identifier: Apache-2.0
// "lazaret.report/v1" back into a Report: what json.cc wrote, or any text that claims to be that.
// Called by `lazaret rules explain|diff|stats`. Trusts nothing: bytes and nodes are bounded; a value of the
// wrong type or outside its words is an error that names its key. Absent keys are as null; unknown ones are
// those of a newer Lazaret and skipped.
#pragma once

#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/model/report.h"

namespace lazaret::report {

// `what` names the text in messages. package_name and package_type of findings come from `packages`.
// `runs`, `decision`, `ruleset` and `summary` are not read: whoever reads a report judges its findings anew.
Result<Report> read_json(std::string_view text, std::string_view what, const Limits& limits = {});

}  // namespace lazaret::report
