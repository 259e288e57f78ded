// SPDX-License-Identifier: Apache-2.0
// Short ways to a rule set and to findings, for the tests of the rules' room.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rules/evaluator.h"
#include "rules/load.h"
#include "rules/version_order.h"

namespace lazaret::rules {

inline constexpr std::string_view kNow = "2026-11-25T12:00:00Z";
Instant instant(std::string_view text);

// A file of layer global: header, then `rules`, each line indented as written.
SourceFile file(std::string_view body, std::string path = "a.rules.yaml", std::optional<Layer> layer = {});
// `rules:` and one rule "R-1" that matches `match` and then does `rest` ("tag: [x]", "active: …").
SourceFile one_rule(std::string_view match, std::string_view rest = "tag: [hit]");

// Loads at kNow; fails the test and returns an empty set where there are problems.
std::shared_ptr<const RuleSet> load_good(std::vector<SourceFile> files);
// "LZR118 3:5 message" of each problem, in order; empty where the set is good.
std::vector<std::string> load_bad(std::vector<SourceFile> files, const LoadOptions& options = {});

// A critical, fixable, exploited vulnerability of deb zlib1g 1:1.2.13 in lab/a, everything known.
FindingFacts finding();
ImageFacts image();

Verdict judge(std::vector<SourceFile> files, const FindingFacts& finding, const ImageFacts& image,
              std::string_view at = kNow);
// The outcome of a rule in a phase; empty where it has none.
std::string outcome(const Verdict& verdict, std::string_view rule, Phase phase);
// Whether `match` is true of them.
bool matches(std::string_view match, const FindingFacts& finding, const ImageFacts& image);
// "true", "false" or "unknown:<field>".
std::string truth(std::string_view match, const FindingFacts& finding, const ImageFacts& image);

}  // namespace lazaret::rules
