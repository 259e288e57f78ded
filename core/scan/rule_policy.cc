// SPDX-License-Identifier: Apache-2.0
#include "core/scan/rule_policy.h"

#include <algorithm>
#include <map>

#include "rules/evaluator.h"
#include "rules/version_order.h"

namespace lazaret::scan {
namespace {

using rules::Rule;
using rules::RuleSet;
using rules::Verdict;

GateResult result_of(rules::GateResult result) {
  switch (result) {
    case rules::GateResult::Pass: return GateResult::Pass;
    case rules::GateResult::Warn: return GateResult::Warn;
    case rules::GateResult::Fail: break;
  }
  return GateResult::Fail;
}

GateOutcome outcome_of(const rules::GateVerdict& gate, std::uint64_t findings) {
  return {gate.name, result_of(gate.result), gate.rule, gate.message, findings};
}

Decision decision_of(const Verdict& verdict) {
  Decision decision{verdict.severity, verdict.tags, verdict.suppressed_by, {}, {}, {}};
  for (const auto& route : verdict.routes)
    decision.routes.push_back({route.target, route.rule, route.dedupe_by});
  for (const auto& gate : verdict.gates) decision.gates.push_back(outcome_of(gate, 1));
  for (const auto& said : verdict.decisions)
    decision.rules.push_back(
        {said.rule, said.file, said.line, std::string(to_string(said.phase)), said.outcome});
  return decision;
}

// S11: of one name the worst; of equal ones the first, their findings counted together.
class Gates {
 public:
  void add(const GateOutcome& gate) {
    const auto [entry, is_new] = by_name_.try_emplace(gate.name, gate);
    if (is_new) return;
    if (entry->second.result < gate.result)
      entry->second = gate;
    else if (entry->second.result == gate.result)
      entry->second.findings += gate.findings;
  }
  std::vector<GateOutcome> take() {
    std::vector<GateOutcome> gates;
    for (auto& [name, gate] : by_name_) gates.push_back(std::move(gate));
    return gates;
  }

 private:
  std::map<std::string, GateOutcome> by_name_;
};

SuppressionInfo suppression_of(const RuleSet& set, const Rule& rule, std::uint64_t findings) {
  SuppressionInfo info;
  info.rule = rule.id;
  info.file = set.files[rule.file].path;
  info.line = rule.span.line;
  info.status = rule.suppress->status;
  info.justification = rule.suppress->justification;
  info.reason = rule.suppress->reason;
  info.owner = rule.suppress->owner;
  info.ticket = rule.suppress->ticket;
  if (rule.validity.end) info.until = format_instant(*rule.validity.end);
  info.approved_by = rule.suppress->approved_by;
  info.findings = findings;
  return info;
}

std::vector<SuppressionInfo> suppressions_of(const RuleSet& set, const std::vector<Decision>& decisions) {
  std::map<std::string_view, std::uint64_t> findings;
  for (const auto& decision : decisions)
    if (!decision.suppressed_by.empty()) ++findings[decision.suppressed_by];
  std::vector<SuppressionInfo> infos;
  for (const Rule& rule : set.rules)
    if (const auto found = findings.find(rule.id); found != findings.end())
      infos.push_back(suppression_of(set, rule, found->second));
  return infos;
}

std::vector<RuleFileInfo> files_of(const RuleSet& set) {
  std::vector<RuleFileInfo> files;
  for (const auto& file : set.files) files.push_back({file.path, std::string(to_string(file.layer)), 0, 0});
  for (const Rule& rule : set.rules) ++files[rule.file].rules;
  for (const auto& gate : set.gates) ++files[gate.file].gates;
  return files;
}

class RulePolicy : public Policy {
 public:
  RulePolicy(std::shared_ptr<const RuleSet> set, Instant at)
      : set_(std::move(set)),
        evaluator_(rules::make_compiled_evaluator(set_, at, rules::package_version_order())) {}

  Judgement judge(const Report& report) const override {
    const auto findings = rules::facts_of_findings(report);
    const auto image = rules::facts_of_image(report.image);
    const std::vector<Verdict> verdicts = evaluator_->judge_findings(findings, image);
    Judgement judgement;
    Gates gates;
    for (const Verdict& verdict : verdicts) {
      judgement.decisions.push_back(decision_of(verdict));
      for (const auto& gate : judgement.decisions.back().gates) gates.add(gate);
    }
    for (const auto& gate : evaluator_->judge_image(findings, verdicts, image))
      gates.add(outcome_of(gate, 0));
    judgement.ruleset = {set_->id, files_of(*set_), suppressions_of(*set_, judgement.decisions),
                         gates.take()};
    return judgement;
  }

 private:
  std::shared_ptr<const RuleSet> set_;
  std::unique_ptr<rules::Evaluator> evaluator_;
};

}  // namespace

std::unique_ptr<Policy> make_rule_policy(std::shared_ptr<const rules::RuleSet> rules, Instant at) {
  return std::make_unique<RulePolicy>(std::move(rules), at);
}

}  // namespace lazaret::scan
