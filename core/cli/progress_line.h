// SPDX-License-Identifier: Apache-2.0
// Progress on standard error: one line that rewrites itself on a terminal, plain lines, or nothing.
// Called by the scan command; its methods from several threads. Shows nothing before a second has passed.
#pragma once

#include <memory>
#include <string_view>

#include "core/scan/progress.h"

namespace lazaret::cli {

enum class ProgressStyle { None, Plain, Rewrite };

// auto: Rewrite when standard error is a terminal and neither CI nor TERM=dumb is set, else None.
ProgressStyle progress_style(std::string_view flag, bool quiet);

std::unique_ptr<scan::Progress> make_progress(ProgressStyle style);

}  // namespace lazaret::cli
