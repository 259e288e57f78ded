// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/run_cases.h"

#include <algorithm>

#include "rules/evaluator.h"
#include "rules/reader.h"

namespace lazaret::rules {
namespace {

using Texts = std::vector<std::string>;

// What came out of one case, in the words of `expect`.
struct Outcome {
  std::string status;
  std::string severity;
  std::string suppressed_by;
  Texts tags, blocked_by, unknown, routes;
  std::map<std::string, std::string> gates;  // those that warn or fail
  std::set<std::string> applied;             // ids of rules and image gates
};

std::string after(std::string_view prefix, const std::string& outcome) {
  return outcome.starts_with(prefix) ? outcome.substr(prefix.size()) : std::string();
}

Texts sorted(std::set<std::string> texts) { return {texts.begin(), texts.end()}; }

void add_decisions(const Verdict& verdict, Outcome& out) {
  std::set<std::string> blocked, unknown;
  for (const Decision& decision : verdict.decisions) {
    const std::string blocker = after("blocked_by:", decision.outcome);
    const std::string field = after("unknown:", decision.outcome);
    if (!blocker.empty()) blocked.insert(blocker);
    if (!field.empty()) unknown.insert(field);
    const bool matched =
        decision.outcome == "applied" || !blocker.empty() || decision.outcome.starts_with("lost_to:");
    if (matched) out.applied.insert(decision.rule);
  }
  out.blocked_by = sorted(std::move(blocked));
  out.unknown = sorted(std::move(unknown));
}

void add_gates(std::span<const GateVerdict> gates, bool of_image, Outcome& out) {
  for (const GateVerdict& gate : gates) {
    if (gate.result == GateResult::Pass) continue;
    if (of_image) out.applied.insert(gate.rule);
    std::string& word = out.gates[gate.name];
    if (word != to_string(GateResult::Fail)) word = to_string(gate.result);
  }
}

// Evaluators, one an instant.
class Judge {
 public:
  Judge(std::shared_ptr<const RuleSet> rules, const VersionOrder& order)
      : rules_(std::move(rules)), order_(order) {}

  Outcome run(const TestCase& test) {
    auto& evaluator = evaluators_[test.at];
    if (!evaluator) evaluator = make_reference_evaluator(rules_, test.at, order_);
    const Verdict verdict = evaluator->judge(test.facts.finding, test.facts.image);
    Outcome out;
    out.status = to_string(verdict.status);
    out.severity = to_string(verdict.severity);
    out.suppressed_by = verdict.suppressed_by;
    out.tags = verdict.tags;
    for (const RoutedTo& route : verdict.routes) out.routes.push_back(route.target);
    add_decisions(verdict, out);
    add_gates(verdict.gates, false, out);
    add_gates(
        evaluator->judge_image(std::span(&test.facts.finding, 1), std::span(&verdict, 1), test.facts.image),
        true, out);
    return out;
  }

 private:
  std::shared_ptr<const RuleSet> rules_;
  const VersionOrder& order_;
  std::map<Instant, std::unique_ptr<Evaluator>> evaluators_;
};

std::string shown(const std::string& text) { return text.empty() ? "none" : text; }
std::string shown(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) (out += out.empty() ? "" : ", ") += text;
  return "[" + out + "]";
}
std::string shown(const std::map<std::string, std::string>& gates) {
  std::string out;
  for (const auto& [name, result] : gates) (out += out.empty() ? "" : ", ") += name + ": " + result;
  return "{" + out + "}";
}

// Each expectation of a case against what came out.
class Comparison {
 public:
  Comparison(const TestCase& test, std::vector<Problem>& failures) : test_(test), failures_(failures) {}

  template <typename T>
  void compare(std::string_view key, const MaybeExpected<T>& expected, const T& actual) {
    if (!expected || expected->value == actual) return;
    failures_.push_back({Code::CaseFailed,
                         test_.file,
                         expected->span.line,
                         expected->span.column,
                         "case \"" + test_.name + "\": " + std::string(key) + " is " + shown(actual) +
                             ", expected " + shown(expected->value),
                         {}});
  }

 private:
  const TestCase& test_;
  std::vector<Problem>& failures_;
};

// A gate that is expected to pass need not have been spoken of.
MaybeExpected<std::map<std::string, std::string>> without_passes(
    MaybeExpected<std::map<std::string, std::string>> gates) {
  if (gates) std::erase_if(gates->value, [](const auto& gate) { return gate.second == "pass"; });
  return gates;
}

std::vector<Problem> failures_of(const TestCase& test, const Outcome& outcome) {
  std::vector<Problem> failures;
  Comparison comparison(test, failures);
  const Expectation& expect = test.expect;
  comparison.compare("status", expect.status, outcome.status);
  comparison.compare("severity", expect.severity, outcome.severity);
  comparison.compare("suppressed_by", expect.suppressed_by, outcome.suppressed_by);
  comparison.compare("tags", expect.tags, outcome.tags);
  comparison.compare("blocked_by", expect.blocked_by, outcome.blocked_by);
  comparison.compare("unknown", expect.unknown, outcome.unknown);
  comparison.compare("routes", expect.routes, outcome.routes);
  comparison.compare("gates", without_passes(expect.gates), outcome.gates);
  return failures;
}

bool any_fails(const std::shared_ptr<const RuleSet>& rules, std::span<const TestCase> cases,
               const VersionOrder& order) {
  Judge judge(rules, order);
  return std::ranges::any_of(
      cases, [&](const TestCase& test) { return !failures_of(test, judge.run(test)).empty(); });
}

// --- mutation

// The same condition with its `countdown`-th leaf turned round; `turned` is that leaf. What holds no such
// leaf is shared with the original.
ConditionPtr turn_round(const ConditionPtr& condition, std::size_t& countdown, const Condition*& turned) {
  if (condition->kind == Condition::Kind::Field || condition->kind == Condition::Kind::Always) {
    if (turned || countdown-- > 0) return condition;
    turned = condition.get();
    Condition inverted;
    inverted.kind = Condition::Kind::Not;
    inverted.span = condition->span;
    inverted.children.push_back(condition);
    return std::make_shared<const Condition>(std::move(inverted));
  }
  Condition copy = *condition;
  for (ConditionPtr& child : copy.children) child = turn_round(child, countdown, turned);
  return turned ? std::make_shared<const Condition>(std::move(copy)) : condition;
}

class Mutator {
 public:
  Mutator(const RuleSet& rules, std::span<const TestCase> cases, const VersionOrder& order)
      : rules_(rules), cases_(cases), order_(order) {}

  Mutations run() {
    for (std::size_t i = 0; i < rules_.rules.size(); ++i)
      turn_each(rules_.rules[i].match, rules_.rules[i].file, rules_.rules[i].id,
                [i](RuleSet& set, ConditionPtr match) { set.rules[i].match = std::move(match); });
    for (std::size_t i = 0; i < rules_.gates.size(); ++i) run_gate(i);
    sort_problems(out_.survived);
    return std::move(out_);
  }

 private:
  void run_gate(std::size_t i) {
    const ImageGate& gate = rules_.gates[i];
    turn_each(gate.scope, gate.file, gate.id,
              [i](RuleSet& set, ConditionPtr scope) { set.gates[i].scope = std::move(scope); });
    if (gate.fail_if)
      turn_each(gate.fail_if->count, gate.file, gate.id,
                [i](RuleSet& set, ConditionPtr count) { set.gates[i].fail_if->count = std::move(count); });
    if (gate.warn_if)
      turn_each(gate.warn_if->count, gate.file, gate.id,
                [i](RuleSet& set, ConditionPtr count) { set.gates[i].warn_if->count = std::move(count); });
  }

  template <typename Replace>
  void turn_each(const ConditionPtr& condition, std::uint32_t file, const std::string& id, Replace replace) {
    for (std::size_t leaf = 0;; ++leaf) {
      std::size_t countdown = leaf;
      const Condition* turned = nullptr;
      ConditionPtr mutant = turn_round(condition, countdown, turned);
      if (!turned) return;
      auto set = std::make_shared<RuleSet>(rules_);
      replace(*set, std::move(mutant));
      ++out_.tried;
      if (any_fails(set, cases_, order_)) continue;
      out_.survived.push_back({Code::Survived,
                               rules_.files[file].path,
                               turned->span.line,
                               turned->span.column,
                               "\"" + id + "\": with this condition turned round no case fails",
                               {}});
    }
  }

  const RuleSet& rules_;
  std::span<const TestCase> cases_;
  const VersionOrder& order_;
  Mutations out_;
};

}  // namespace

std::vector<Problem> check_cases(const RuleSet& rules, std::span<const TestCase> cases) {
  ProblemList problems;
  std::vector<std::string_view> ids;
  for (const Rule& rule : rules.rules) ids.push_back(rule.id);
  const auto check = [&](const TestCase& test, const std::string& id, Span span) {
    if (id.empty() || rules.find(id)) return;
    Reporter(problems, test.file)
        .add_near(Code::UnknownName, span, "there is no rule \"" + id.substr(0, 100) + "\"", id, ids);
  };
  for (const TestCase& test : cases) {
    if (const auto& by = test.expect.suppressed_by) check(test, by->value, by->span);
    if (const auto& by = test.expect.blocked_by)
      for (const std::string& id : by->value) check(test, id, by->span);
  }
  sort_problems(problems.kept);
  return problems.kept;
}

CaseResults run_cases(const std::shared_ptr<const RuleSet>& rules, std::span<const TestCase> cases,
                      const VersionOrder& order) {
  CaseResults results;
  Judge judge(rules, order);
  const auto count = [&](const Outcome& outcome, const std::string& id) {
    auto& counts = results.rules[id];
    ++(outcome.applied.contains(id) ? counts.applied : counts.declined);
  };
  for (const TestCase& test : cases) {
    const Outcome outcome = judge.run(test);
    auto failures = failures_of(test, outcome);
    results.passed += failures.empty();
    std::ranges::move(failures, std::back_inserter(results.failures));
    for (const Rule& rule : rules->rules) count(outcome, rule.id);
    for (const ImageGate& gate : rules->gates) count(outcome, gate.id);
  }
  sort_problems(results.failures);
  return results;
}

Coverage coverage_of(const RuleSet& rules, const CaseResults& results) {
  Coverage out;
  std::size_t whole = 0, all = 0;
  const auto check = [&](const std::string& id, std::uint32_t file, Span span) {
    const auto found = results.rules.find(id);
    const auto counts = found == results.rules.end() ? CaseResults::Counts{} : found->second;
    const auto add = [&](Code code, std::string_view what) {
      out.missing.push_back({code,
                             rules.files[file].path,
                             span.line,
                             span.column,
                             "no case in which \"" + id + "\" " + std::string(what),
                             {}});
    };
    if (counts.applied == 0) add(Code::NeverApplies, "applies");
    if (counts.declined == 0) add(Code::NeverDeclines, "does not apply");
    whole += counts.applied > 0 && counts.declined > 0;
    ++all;
  };
  for (const Rule& rule : rules.rules) check(rule.id, rule.file, rule.span);
  for (const ImageGate& gate : rules.gates) check(gate.id, gate.file, gate.span);
  if (all > 0) out.percent = 100.0 * static_cast<double>(whole) / static_cast<double>(all);
  sort_problems(out.missing);
  return out;
}

Mutations mutate(const RuleSet& rules, std::span<const TestCase> cases, const VersionOrder& order) {
  return Mutator(rules, cases, order).run();
}

}  // namespace lazaret::rules
