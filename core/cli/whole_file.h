// SPDX-License-Identifier: Apache-2.0
// A file that a command writes for its user appears whole or not at all. Called for reports and for rule
// files. Trusts the path: it is the user's own.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::cli {

// By way of PATH.part, which a failure does not leave behind.
Result<void> write_whole_file(const std::string& path, std::string_view text, mode_t mode = 0644);

}  // namespace lazaret::cli
