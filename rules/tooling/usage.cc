// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/usage.h"

#include <array>
#include <set>
#include <unordered_map>

namespace lazaret::rules {
namespace {

constexpr std::int64_t kSoonSeconds = 14 * 86400;

RuleState state_of(const Validity& validity, Instant at) {
  switch (validity.at(at)) {
    case Validity::State::NotYet: return RuleState::NotYet;
    case Validity::State::Expired: return RuleState::Expired;
    case Validity::State::Disabled: return RuleState::Disabled;
    case Validity::State::InForce: break;
  }
  const bool soon = validity.end && validity.end->unix_seconds - at.unix_seconds < kSoonSeconds;
  return soon ? RuleState::EndsSoon : RuleState::InForce;
}

std::size_t* counter_for(RuleUsage& usage, std::string_view outcome) {
  if (outcome == "applied") return &usage.applied;
  if (outcome.starts_with("blocked_by:")) return &usage.blocked;
  if (outcome.starts_with("lost_to:")) return &usage.lost;
  return outcome.starts_with("unknown:") ? &usage.unknown : nullptr;
}

// A rule with two actions counts once a finding.
void count(const Verdict& verdict, std::unordered_map<std::string_view, RuleUsage*>& by_id) {
  std::set<std::size_t*> counted;
  for (const Decision& decision : verdict.decisions) {
    std::size_t* counter = counter_for(*by_id.at(decision.rule), decision.outcome);
    if (counter && counted.insert(counter).second) ++*counter;
  }
}

}  // namespace

std::string_view to_string(RuleState state) {
  constexpr std::array<std::string_view, 5> kNames{"in force", "ends soon", "expired", "not yet", "disabled"};
  return kNames[static_cast<std::size_t>(state)];
}

std::vector<RuleUsage> usage_of(const RuleSet& set, const Evaluator& evaluator,
                                std::span<const StoredImage> stored, Instant at) {
  std::vector<RuleUsage> out;
  std::unordered_map<std::string_view, RuleUsage*> by_id;
  out.reserve(set.rules.size());
  for (const Rule& rule : set.rules) {
    out.push_back({&rule, state_of(rule.validity, at)});
    by_id.emplace(rule.id, &out.back());
  }
  for (const StoredImage& image : stored)
    for (const Verdict& verdict : evaluator.judge_findings(image.findings, image.image))
      count(verdict, by_id);
  return out;
}

}  // namespace lazaret::rules
