// SPDX-License-Identifier: Apache-2.0
// From the text of rule files to a rule set, or to the list of what is wrong: all or nothing.
// Called by `--rules`, `lazaret rules …` and the daemon, which read the files. Trusts nothing of the text;
// the layer of a directory is the caller's word.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/limits.h"
#include "core/base/time.h"
#include "rules/problem.h"
#include "rules/syntax.h"

namespace lazaret::rules {

struct SourceFile {
  std::string path;  // as problems and decision records name it, and as S5 orders it
  std::string text;
  // The layer of the directory it came from; the file's own word must agree. `builtin` and `vex` are taken
  // only from a caller that says so: no file of an operator may claim them.
  std::optional<Layer> layer;
};

struct LoadOptions {
  Limits limits;
  int max_suppress_days = 180;  // S9, counted from the load's instant; not for VEX
};

struct LoadOutcome {
  std::shared_ptr<const RuleSet> rules;  // null where there are problems
  std::vector<Problem> problems;         // sorted; at most limits.yaml_problems
  std::size_t problems_left_out = 0;
};

// `at`: what "in at most 180 days" is counted from. An empty `files` is a valid, empty set.
LoadOutcome load(std::span<const SourceFile> files, Instant at, const LoadOptions& options = {});

}  // namespace lazaret::rules
