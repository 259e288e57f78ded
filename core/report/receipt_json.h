// SPDX-License-Identifier: Apache-2.0
// The isolation receipt of a run as JSON. Called by json.cc; docs/reference/report.md is its contract.
// Holds no text of a worker's or an image's but file names of a map, which JsonWriter escapes.
#pragma once

#include "core/base/json.h"
#include "core/model/receipt.h"

namespace lazaret::report {

// With `repeatable` what was used is null: no two runs have the same.
void write_receipt(JsonWriter& json, const Receipt& receipt, bool repeatable);

}  // namespace lazaret::report
