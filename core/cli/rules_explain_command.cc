// SPDX-License-Identifier: Apache-2.0
// `lazaret rules explain`: the verdict on a finding of a stored report with every rule that had a say, or the
// one condition by which a rule does not match it.
// Called by rules_command.cc. Reports and rules are outside text: every line is escaped.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "core/cli/stored_reports.h"
#include "rules/evaluator.h"
#include "rules/tooling/why.h"
#include "rules/version_order.h"

namespace lazaret::cli {
namespace {

constexpr std::size_t kShown = 20;  // findings of one run

struct ExplainOptions {
  std::vector<std::string> rule_paths;
  std::string report;
  std::string finding;
  std::string rule;
  bool why_not = false;
  std::string at;
};

struct Explained {
  const rules::RuleSet& set;
  const StoredReport& stored;
  Instant at;
  rules::VersionOrder order;
};

void say(const std::string& line) { std::printf("%s\n", escape_for_terminal(line).c_str()); }

std::string place(const rules::RuleSet& set, std::uint32_t file, rules::Span span) {
  return set.files[file].path + ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) (out += out.empty() ? "" : ", ") += text;
  return out;
}

void say_suppression(const Explained& explained, const rules::Verdict& verdict) {
  const rules::Rule* rule = explained.set.find(verdict.suppressed_by);
  if (!rule) return say("  status    open");
  const rules::Suppress& suppress = *rule->suppress;
  say("  status    suppressed by " + rule->id + " (" + place(explained.set, rule->file, rule->span) + ")");
  say("            " + suppress.status + ": " + suppress.reason + ", " + suppress.owner +
      (suppress.permanent   ? ", permanent"
       : rule->validity.end ? ", until " + rule->validity.until_text
                            : ""));
}

void say_verdict(const Explained& explained, const Finding& finding, const rules::Verdict& verdict) {
  say_suppression(explained, verdict);
  const std::string severity(to_string(verdict.severity));
  say("  severity  " + severity +
      (verdict.severity == finding.severity
           ? ""
           : ", " + std::string(to_string(finding.severity)) + " before rules"));
  if (!verdict.tags.empty()) say("  tags      " + joined(verdict.tags));
  for (const auto& route : verdict.routes) say("  route     " + route.target + " by " + route.rule);
  for (const auto& gate : verdict.gates)
    say("  gate      " + gate.name + ": " + std::string(to_string(gate.result)) + " by " + gate.rule);
  if (verdict.decisions.empty()) say("  no rule has anything to say about it");
  for (const auto& decision : verdict.decisions)
    say("  " + std::string(to_string(decision.phase)) + "  " + decision.rule + "  " + decision.file + ":" +
        std::to_string(decision.line) + "  " + decision.outcome);
}

void say_why(const Explained& explained, const rules::Rule& rule, const rules::Why& why) {
  say("  " + rule.id + " (" + place(explained.set, rule.file, rule.span) + ") is " +
      std::string(to_string(why.truth)) + " about it");
  for (const auto& step : why.path)
    say("    " + place(explained.set, rule.file, step.span) + "  " + step.text + ": " +
        std::string(to_string(step.truth)));
  if (!why.actual.empty()) say("    the actual value is " + why.actual);
}

// A match that holds may still do nothing: out of its time, blocked, or lost to another.
void say_outcomes(const rules::Rule& rule, const rules::Verdict& verdict) {
  for (const auto& decision : verdict.decisions)
    if (decision.rule == rule.id)
      say("    " + std::string(to_string(decision.phase)) + ": " + decision.outcome);
}

void explain_one(const Explained& explained, const rules::Evaluator& evaluator, const rules::Rule* rule,
                 std::size_t index) {
  const auto& facts = explained.stored.facts;
  const rules::FindingFacts& finding = facts.findings[index];
  const rules::Verdict verdict = evaluator.judge(finding, facts.image);
  say(heading(explained.stored.report.findings[index]));
  if (!rule) return say_verdict(explained, explained.stored.report.findings[index], verdict);
  const rules::Effective effective{verdict.severity, verdict.tags};
  const rules::Subject subject{finding, facts.image, effective, explained.at};
  say_why(explained, *rule,
          rules::why(*rule->match, subject, rules::reading_of(*rule, finding), explained.order));
  say_outcomes(*rule, verdict);
}

Result<const rules::Rule*> find_rule(const rules::RuleSet& set, const std::string& id) {
  if (id.empty()) return nullptr;
  if (const rules::Rule* rule = set.find(id)) return rule;
  std::vector<std::string_view> ids;
  for (const auto& rule : set.rules) ids.push_back(rule.id);
  const auto near = nearest_name(id, ids);
  return make_error(ErrorCode::NotFound, "there is no rule \"" + id + "\"" +
                                             (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

Result<int> explain(const ExplainOptions& options) {
  const Instant at = TRY(instant_or_now(options.at));
  const auto set = TRY(load_rules(options.rule_paths, at));
  const auto stored = TRY(read_stored_reports(std::span(&options.report, 1)));
  const rules::Rule* rule = TRY(find_rule(*set, options.rule));
  const auto found = TRY(find_findings(stored.front(), options.finding));
  const auto order = rules::package_version_order();
  const auto evaluator = rules::make_reference_evaluator(set, at, order);
  const Explained explained{*set, stored.front(), at, order};
  for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i)
    explain_one(explained, *evaluator, rule, found[i]);
  if (found.size() > kShown)
    std::printf("and %zu more findings; name one by its fingerprint\n", found.size() - kShown);
  return kPassed;
}

}  // namespace

int run_rules_explain(const std::vector<std::string>& arguments) {
  CLI::App app("Why a finding of a report is judged as it is, or why a rule does not match it.",
               "lazaret rules explain");
  ExplainOptions options;
  app.add_option("--rules", options.rule_paths, "rule files or directories")->required();
  app.add_option("--report", options.report, "a report of `lazaret scan -o json`")->required();
  app.add_option("--finding", options.finding, "id, alias or fingerprint (default: every finding)");
  auto* rule = app.add_option("--rule", options.rule, "the rule to ask about");
  app.add_flag("--why-not", options.why_not, "the condition by which the rule does not match")->needs(rule);
  app.add_option("--at", options.at, "the instant of judgement (default: now)");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = explain(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
