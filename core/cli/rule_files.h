// SPDX-License-Identifier: Apache-2.0
// Rule files named on a command line: loaded, rewritten, and their problems printed.
// Called by the commands of `lazaret rules`, which read them through rules/files.h. Texts are the loader's to
// distrust.
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/files.h"
#include "rules/load.h"

namespace lazaret::cli {

// A loaded set. Problems go to standard error, a line each, and make an error. `max_suppress_days` does not
// hold here: a set that was good when it was written can still be explained, tested and compared.
Result<std::shared_ptr<const rules::RuleSet>> load_rules(std::span<const std::string> paths, Instant at);

// As write_whole_file, with the mode that the file had; of a link, the file that it leads to.
Result<void> replace_file(const std::string& path, std::string_view text);

void print_problems(std::FILE* to, std::span<const rules::Problem> problems, std::size_t left_out);

}  // namespace lazaret::cli
