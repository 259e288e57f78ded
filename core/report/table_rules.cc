// SPDX-License-Identifier: Apache-2.0
#include "core/report/table_rules.h"

#include <algorithm>
#include <map>

#include "core/report/table_text.h"

namespace lazaret::report {
namespace {

using Counts = std::map<std::string, std::size_t>;

Counts count_suppressors(const Report& report) {
  Counts counts;
  for (const auto& finding : report.findings)
    if (is_suppressed(finding)) ++counts[finding.decision->suppressed_by];
  return counts;
}

// Of open findings: the suppressions that would hide them, had they not ended.
Counts count_expired(const Report& report, std::size_t& findings) {
  Counts counts;
  for (const auto& finding : report.findings) {
    if (!finding.decision || is_suppressed(finding)) continue;
    bool is_reopened = false;
    for (const auto& rule : finding.decision->rules) {
      if (rule.phase != "decide" || rule.outcome != "expired") continue;
      ++counts[rule.rule];
      is_reopened = true;
    }
    findings += is_reopened ? 1 : 0;
  }
  return counts;
}

// "2 by PAY-0001, 1 by ORG-7", the greatest first.
std::string by_rules(const Page& page, const Counts& counts) {
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater<>(), &std::pair<std::string, std::size_t>::second);
  std::vector<std::string> texts;
  for (const auto& [rule, count] : sorted)
    texts.push_back(std::to_string(count) + " by " + terminal_text(rule));
  return page.listed(texts);
}

std::size_t sum_of(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [rule, count] : counts) sum += count;
  return sum;
}

void write_suppressors(Page& page, const Report& report, bool shown) {
  const auto counts = count_suppressors(report);
  if (counts.empty()) return;
  page.paragraph(2, count_of(sum_of(counts), "finding is", "findings are") +
                        (shown ? " suppressed: " : " suppressed and not shown: ") + by_rules(page, counts) +
                        (shown ? "" : "; --show-suppressed lists them"));
}

void write_expired(Page& page, const Report& report) {
  std::size_t findings = 0;
  const auto counts = count_expired(report, findings);
  if (counts.empty()) return;
  page.paragraph(2,
                 count_of(findings, "finding is", "findings are") +
                     " open because a suppression has ended: " + by_rules(page, counts),
                 Colour::Yellow);
}

void write_gate(Page& page, const GateOutcome& gate) {
  const bool passes = gate.result == GateResult::Pass;
  const bool fails = gate.result == GateResult::Fail;
  std::string text = "gate " + terminal_text(gate.name) + (passes ? " passes" : fails ? " FAILS" : " warns");
  if (gate.findings > 0 && !passes) text += " for " + count_of(gate.findings, "finding", "findings");
  text += ", by " + terminal_text(gate.rule);
  if (!gate.message.empty() && !passes) text += ": " + terminal_text(gate.message);
  page.paragraph(2, text, passes ? Colour::Dim : fails ? Colour::Red : Colour::Yellow);
}

std::string terms_of(const SuppressionInfo& rule) {
  std::string text = terminal_text(rule.status);
  if (!rule.justification.empty()) text += " (" + terminal_text(rule.justification) + ")";
  text += rule.until.empty() ? ", permanent" : ", until " + terminal_text(rule.until);
  if (!rule.approved_by.empty()) text += ", approved by " + terminal_text(rule.approved_by);
  if (!rule.owner.empty()) text += ", owner " + terminal_text(rule.owner);
  if (!rule.ticket.empty()) text += ", " + terminal_text(rule.ticket);
  return text;
}

void write_suppression(Page& page, const Report& report, const SuppressionInfo& rule) {
  page.paragraph(
      2, terminal_text(rule.rule) + " (" + terminal_text(rule.file) + ":" + std::to_string(rule.line) + ")",
      Colour::Bold);
  page.paragraph(4, terms_of(rule));
  page.paragraph(4, terminal_text(rule.reason));
  for (const auto& finding : report.findings) {
    if (!is_suppressed(finding) || finding.decision->suppressed_by != rule.rule) continue;
    const auto severity = effective_severity(finding);
    const auto& place = finding.package_name.empty() ? finding.location.path : finding.package_name;
    page.row(4, to_string(severity), colour_of(severity), finding.id,
             terminal_text(place + " " + finding.installed_version));
  }
}

}  // namespace

void write_verdict_of_rules(Page& page, const Report& report, const WriteOptions& options) {
  write_suppressors(page, report, options.show_suppressed);
  write_expired(page, report);
  if (!report.ruleset) return;
  for (const auto& gate : report.ruleset->gates) write_gate(page, gate);
}

void write_suppressed(Page& page, const Report& report) {
  if (!report.ruleset || report.ruleset->suppressions.empty()) return;
  page.heading("Suppressed, by rule");
  for (const auto& rule : report.ruleset->suppressions) write_suppression(page, report, rule);
}

void write_ruleset(Page& page, const Report& report) {
  if (!report.ruleset) return;
  std::uint64_t rules = 0;
  for (const auto& file : report.ruleset->files) rules += file.rules + file.gates;
  page.paragraph(0, "Rules: " + count_of(rules, "rule", "rules") + " in " +
                        count_of(report.ruleset->files.size(), "file", "files") + ", " +
                        terminal_text(report.ruleset->id));
}

}  // namespace lazaret::report
