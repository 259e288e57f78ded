// SPDX-License-Identifier: Apache-2.0
// The writers behind the table of writer.cc: one line and one file a format.
// Called by writer.cc only; everybody else asks find_format.
#pragma once

#include <string>

#include "core/report/writer.h"

namespace lazaret::report {

std::string write_table(const Report& report, const WriteOptions& options);
std::string write_json(const Report& report, const WriteOptions& options);

}  // namespace lazaret::report
