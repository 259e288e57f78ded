// SPDX-License-Identifier: Apache-2.0
// Progress on standard error: one line that rewrites itself on a terminal, plain lines, or nothing, all after
// the first second; or, for -v, every stage and job with what it took.
// Called by the scan command; its methods from several threads. Trusts no text: escapes it.
#pragma once

#include <memory>
#include <string_view>

#include "core/scan/progress.h"

namespace lazaret::cli {

enum class ProgressStyle { None, Plain, Rewrite, Verbose };

// auto: Rewrite when standard error is a terminal and neither CI nor TERM=dumb is set, else None.
// `quiet` wins over `verbose`, and that over the flag.
ProgressStyle progress_style(std::string_view flag, bool quiet, bool verbose);

std::unique_ptr<scan::Progress> make_progress(ProgressStyle style);

}  // namespace lazaret::cli
