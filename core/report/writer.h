// SPDX-License-Identifier: Apache-2.0
// Report formats: one file a format, one table here. Called by commands; writes strings, never files.
// The report holds text from the image: each writer escapes for its own reader.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/model/report.h"

namespace lazaret::report {

struct WriteOptions {
  unsigned width = 80;  // columns of the table
  bool colour = false;
  bool show_all = false;         // table: every finding, not the ones to do first
  bool show_suppressed = false;  // table: what rules suppressed, rule by rule
  std::string severity_filter;   // comma list; empty: all (display only, never the verdict)
};

struct Format {
  std::string_view name;  // "table", "json"
  std::string (*write)(const Report& report, const WriteOptions& options);
};

std::span<const Format> formats();
const Format* find_format(std::string_view name);

}  // namespace lazaret::report
