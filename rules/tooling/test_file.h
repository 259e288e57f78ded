// SPDX-License-Identifier: Apache-2.0
// *.test.yaml: cases with facts of a finding and what the rules should say of it; docs/reference/rules.md.
// Called by `lazaret rules test`. Trusts nothing: read like rule files, with places and nearest names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/load.h"
#include "rules/tooling/set_fact.h"
#include "rules/verdict.h"

namespace lazaret::rules {

// An expected value and where it is written. Absent: nothing is expected.
template <typename T>
struct Expected {
  T value{};
  Span span;
};
template <typename T>
using MaybeExpected = std::optional<Expected<T>>;

struct Expectation {
  MaybeExpected<std::string> status;                   // open, suppressed
  MaybeExpected<std::string> severity;                 // effective
  MaybeExpected<std::string> suppressed_by;            // empty: by none
  MaybeExpected<std::vector<std::string>> tags;        // sorted; all of them, as are the following
  MaybeExpected<std::vector<std::string>> blocked_by;  // protect rules that blocked a suppression
  MaybeExpected<std::vector<std::string>> unknown;     // fields whose absence left a rule undecided
  MaybeExpected<std::vector<std::string>> routes;
  MaybeExpected<std::map<std::string, std::string>> gates;  // a gate that is not named must pass
};

struct TestCase {
  std::string name;
  std::string file;
  Span span;
  Instant at;
  Facts facts;
  Expectation expect;
};

struct TestCases {
  std::vector<TestCase> cases;
  std::vector<Problem> problems;  // sorted; not empty: the cases are not to be run
  std::size_t problems_left_out = 0;
};

TestCases read_test_files(std::span<const SourceFile> files, const Limits& limits = {});

}  // namespace lazaret::rules
