// SPDX-License-Identifier: Apache-2.0
// The keys of each mapping of a rule file, in canonical order, and the words that stand for values: one table
// for the loader, `rules schema`, `rules fmt` and docs/reference/rules.md. A new key is a word here and its
// reader in rules/read_*.cc.
#pragma once

#include <array>
#include <string_view>

namespace lazaret::rules {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

inline constexpr Words<8> kFileKeys{"lazaret", "layer",  "scope", "defaults",
                                    "lists",   "macros", "rules", "gates"};
inline constexpr Words<2> kDefaultsKeys{"owner", "priority"};
inline constexpr Words<13> kRuleKeys{"id",     "description", "enabled",  "priority", "match",
                                     "active", "on_unknown",  "suppress", "protect",  "reclassify",
                                     "tag",    "route",       "gate"};
inline constexpr Words<9> kImageGateKeys{"id",    "name",    "description", "enabled", "active",
                                         "scope", "fail_if", "warn_if",     "message"};
inline constexpr Words<2> kActiveKeys{"from", "until"};
inline constexpr Words<3> kCountKeys{"count", "gt", "gte"};
inline constexpr Words<7> kSuppressKeys{"status", "justification", "reason",     "owner",
                                        "ticket", "permanent",     "approved_by"};
inline constexpr Words<2> kProtectKeys{"reason", "except"};
inline constexpr Words<5> kReclassifyKeys{"set", "shift", "from", "final", "reason"};
inline constexpr Words<3> kRouteKeys{"to", "dedupe_by", "include_suppressed"};
inline constexpr Words<4> kGateKeys{"name", "result", "message", "include_suppressed"};
// Beside names of fields.
inline constexpr Words<5> kConditionKeys{"all", "any", "not", "macro", "always"};
inline constexpr Words<22> kOperatorKeys{"eq",       "in",         "glob",       "regex", "prefix", "suffix",
                                         "contains", "exists",     "gt",         "gte",   "lt",     "lte",
                                         "range",    "older_than", "newer_than", "any",   "all",    "none",
                                         "list",     "ci",         "exact",      "search"};

inline constexpr Words<5> kLayerWords{"builtin", "vex", "global", "registry", "repository"};
inline constexpr Words<2> kOnUnknownWords{"match", "no_match"};
inline constexpr Words<7> kStatusWords{"false_positive", "not_affected", "accepted_risk", "mitigated",
                                       "wont_fix",       "duplicate",    "not_applicable"};
// OpenVEX specification, "Status Justifications".
inline constexpr Words<5> kJustificationWords{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};
inline constexpr Words<3> kOpinionWords{"vendor", "nvd", "cvss"};
inline constexpr Words<3> kGateResultWords{"pass", "warn", "fail"};

}  // namespace lazaret::rules
