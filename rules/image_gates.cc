// SPDX-License-Identifier: Apache-2.0
#include "rules/image_gates.h"

#include <map>

#include "rules/condition.h"

namespace lazaret::rules {
namespace {

bool exceeds(const std::optional<CountLimit>& limit, const JudgedImage& judged, const VersionOrder& order) {
  if (!limit) return false;
  double count = 0;
  for (std::size_t i = 0; i < judged.findings.size(); ++i) {
    const Verdict& verdict = judged.verdicts[i];
    if (verdict.status == Verdict::Status::Suppressed) continue;
    const Effective effective{verdict.severity, verdict.tags};
    const Subject subject{judged.findings[i], judged.image, effective, judged.at};
    if (holds(*limit->count, subject, TagReading::SomeTag, order) == Truth::True) ++count;
  }
  return limit->op == Operator::Gt ? count > limit->threshold : count >= limit->threshold;
}

bool is_open(const ImageGate& gate, const JudgedImage& judged, const VersionOrder& order) {
  if (gate.validity.at(judged.at) != Validity::State::InForce) return false;
  const FindingFacts nothing;
  const Effective none;
  const Subject subject{nothing, judged.image, none, judged.at};
  return holds(*gate.scope, subject, TagReading::SomeTag, order) == Truth::True;
}

}  // namespace

std::vector<GateVerdict> judge_image_gates(const RuleSet& set, const JudgedImage& judged,
                                           const VersionOrder& order) {
  std::map<std::string, GateVerdict> worst;
  for (const ImageGate& gate : set.gates) {
    if (!is_open(gate, judged, order)) continue;
    const auto result = exceeds(gate.fail_if, judged, order)   ? GateResult::Fail
                        : exceeds(gate.warn_if, judged, order) ? GateResult::Warn
                                                               : GateResult::Pass;
    const auto [entry, is_new] = worst.try_emplace(gate.name);
    if (is_new || entry->second.result < result) entry->second = {gate.name, result, gate.id, gate.message};
  }
  std::vector<GateVerdict> out;
  for (auto& [name, verdict] : worst) out.push_back(std::move(verdict));
  return out;
}

}  // namespace lazaret::rules
