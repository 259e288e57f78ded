// SPDX-License-Identifier: Apache-2.0
// `lazaret db build|update|info|verify`. Called through the table in commands.cc.
#pragma once

#include <string>
#include <vector>

namespace lazaret::cli {

int run_db(const std::vector<std::string>& arguments);

}  // namespace lazaret::cli
