// SPDX-License-Identifier: Apache-2.0
#include "rules/problem.h"

#include <algorithm>
#include <tuple>

namespace lazaret::rules {

std::string to_string(Code code) { return "LZR" + std::to_string(static_cast<int>(code)); }

std::string format_problem(const Problem& problem) {
  return problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
         to_string(problem.code) + ": " + problem.message;
}

void sort_problems(std::vector<Problem>& problems) {
  const auto key = [](const Problem& problem) {
    return std::tie(problem.file, problem.line, problem.column, problem.code, problem.message);
  };
  std::ranges::stable_sort(problems, [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
}

}  // namespace lazaret::rules
