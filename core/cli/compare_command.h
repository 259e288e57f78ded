// SPDX-License-Identifier: Apache-2.0
// `lazaret compare SCHEME A B`: which of two versions is newer, as the matcher sees it.
// Called through the table in commands.cc. With "-" in place of A and B it reads A<TAB>B lines from standard
// input and prints one sign a line: < = > or, for a line that cannot be compared, ! (why: on standard error;
// exit 1 at the end).
#pragma once

#include <string>
#include <vector>

namespace lazaret::cli {

int run_compare(const std::vector<std::string>& arguments);

}  // namespace lazaret::cli
