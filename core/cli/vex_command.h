// SPDX-License-Identifier: Apache-2.0
// `lazaret vex explain`: which part of a product's id keeps a VEX statement from speaking of a finding.
// Called through commands.cc. Documents and reports are outside text: every line is escaped.
#pragma once

#include <string>
#include <vector>

namespace lazaret::cli {

int run_vex(const std::vector<std::string>& arguments);

}  // namespace lazaret::cli
