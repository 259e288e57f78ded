// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/difference.h"

#include <array>
#include <set>

namespace lazaret::rules {
namespace {

constexpr std::array<std::string_view, 8> kChanges{"newly-suppressed", "reopened",     "severity-raised",
                                                   "severity-lowered", "retagged",     "rerouted",
                                                   "gate-tightened",   "gate-loosened"};

struct Judged {
  std::vector<Verdict> verdicts;
  std::map<std::string, GateVerdict> gates;
};

Judged judge(const StoredImage& stored, const Evaluator& evaluator) {
  Judged out;
  out.verdicts = evaluator.judge_findings(stored.findings, stored.image);
  out.gates = gates_of(out.verdicts, evaluator.judge_image(stored.findings, out.verdicts, stored.image));
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) (out += out.empty() ? "" : ", ") += text;
  return out;
}

std::vector<std::string> targets_of(const Verdict& verdict) {
  std::vector<std::string> out;
  for (const RoutedTo& route : verdict.routes) out.push_back(route.target);
  return out;
}

class Comparison {
 public:
  explicit Comparison(Difference& out) : out_(out) {}

  void image(std::size_t index, const Judged& before, const Judged& after) {
    for (std::size_t i = 0; i < before.verdicts.size(); ++i)
      finding(index, i, before.verdicts[i], after.verdicts[i]);
    gates(index, before.gates, after.gates);
    out_.findings += before.verdicts.size();
  }

 private:
  void finding(std::size_t image, std::size_t index, const Verdict& before, const Verdict& after);
  void gates(std::size_t image, const std::map<std::string, GateVerdict>& before,
             const std::map<std::string, GateVerdict>& after);
  // A rule with two actions counts once a finding.
  void count(const Verdict& verdict, std::size_t Difference::Hits::*member) {
    std::set<std::string_view> applied;
    for (const Decision& decision : verdict.decisions)
      if (decision.outcome == "applied" && applied.insert(decision.rule).second)
        ++(out_.rules[decision.rule].*member);
  }

  Difference& out_;
};

void Comparison::finding(std::size_t image, std::size_t index, const Verdict& before, const Verdict& after) {
  count(before, &Difference::Hits::before);
  count(after, &Difference::Hits::after);
  const auto add = [&](Change change, std::string was, std::string is, std::string rule = {}) {
    out_.changes.push_back({change, image, index, {}, std::move(was), std::move(is), std::move(rule)});
  };
  if (before.status != after.status) {
    const bool hides = after.status == Verdict::Status::Suppressed;
    add(hides ? Change::NewlySuppressed : Change::Reopened, std::string(to_string(before.status)),
        std::string(to_string(after.status)), hides ? after.suppressed_by : before.suppressed_by);
  }
  if (before.severity != after.severity)
    add(after.severity > before.severity ? Change::SeverityRaised : Change::SeverityLowered,
        std::string(to_string(before.severity)), std::string(to_string(after.severity)));
  if (before.tags != after.tags) add(Change::Retagged, joined(before.tags), joined(after.tags));
  const auto was = targets_of(before), is = targets_of(after);
  if (was != is) add(Change::Rerouted, joined(was), joined(is));
}

void Comparison::gates(std::size_t image, const std::map<std::string, GateVerdict>& before,
                       const std::map<std::string, GateVerdict>& after) {
  std::map<std::string, std::pair<GateVerdict, GateVerdict>> all;
  for (const auto& [name, verdict] : before) all[name].first = verdict;
  for (const auto& [name, verdict] : after) all[name].second = verdict;
  for (const auto& [name, pair] : all) {
    const auto& [was, is] = pair;
    if (was.result == is.result) continue;
    const bool tightened = is.result > was.result;
    out_.changes.push_back({tightened ? Change::GateTightened : Change::GateLoosened, image, 0, name,
                            std::string(to_string(was.result)), std::string(to_string(is.result)),
                            tightened ? is.rule : was.rule});
  }
}

}  // namespace

std::string_view to_string(Change change) { return kChanges[static_cast<std::size_t>(change)]; }
std::span<const std::string_view> change_names() { return kChanges; }

std::map<std::string, GateVerdict> gates_of(std::span<const Verdict> verdicts,
                                            std::span<const GateVerdict> of_image) {
  std::map<std::string, GateVerdict> worst;
  const auto add = [&](const GateVerdict& gate) {
    const auto [entry, is_new] = worst.try_emplace(gate.name, gate);
    if (!is_new && entry->second.result < gate.result) entry->second = gate;
  };
  for (const Verdict& verdict : verdicts)
    for (const GateVerdict& gate : verdict.gates) add(gate);
  for (const GateVerdict& gate : of_image) add(gate);
  return worst;
}

Difference difference(std::span<const StoredImage> stored, const Evaluator& before, const Evaluator& after) {
  Difference out;
  Comparison comparison(out);
  for (std::size_t i = 0; i < stored.size(); ++i)
    comparison.image(i, judge(stored[i], before), judge(stored[i], after));
  std::erase_if(out.rules, [](const auto& rule) { return rule.second.before == rule.second.after; });
  return out;
}

}  // namespace lazaret::rules
