// SPDX-License-Identifier: Apache-2.0
// Where reports go: "-o FORMAT[=FILE]" read, and a report written to standard output, a file, a device or a
// pipe. Called by the commands that make reports. Trusts the user's paths; the writers escape what is not
// ours.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/report.h"
#include "core/report/writer.h"

namespace lazaret::cli {

struct Output {
  const report::Format* format;
  std::string file;  // empty: standard output
};

// A table to standard output where `texts` is empty. An error is one of usage: there is no such format.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts);

// `colour` is auto, always or never; it concerns standard output alone. `severities`
// and `show_suppressed`: see WriteOptions.
Result<void> write_report(const Report& report, const std::vector<Output>& outputs, const std::string& colour,
                          const std::string& severities, bool show_suppressed);

}  // namespace lazaret::cli
