// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/lint.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/condition.h"
#include "rules/tooling/conjuncts.h"
#include "rules/tooling/literal_text.h"

namespace lazaret::rules {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kSoonDays = 14;
constexpr double kBroadShare = 0.2;

class Linter {
 public:
  explicit Linter(const LintInput& input) : input_(input), set_(input.rules) {
    for (const Rule& rule : set_.rules) conjuncts_.push_back(conjuncts_of(*rule.match));
  }
  std::vector<Problem> run();

  void ambiguous_reclassify();
  void never_matches();
  void shadowed();
  void no_scope();
  void validity();
  void no_literal();
  void too_broad();
  void gate_reads_effective();

 private:
  void add(Code code, std::uint32_t file, Span span, std::string message) {
    problems_.push_back({code, set_.files[file].path, span.line, span.column, std::move(message), {}});
  }
  const Conjuncts& conjuncts(const Rule& rule) const {
    return conjuncts_[static_cast<std::size_t>(&rule - set_.rules.data())];
  }
  std::string name(const Rule& rule) const {
    return "\"" + rule.id + "\" at " + set_.files[rule.file].path + ":" + std::to_string(rule.span.line);
  }
  bool is_ambiguous(const Rule& a, const Rule& b) const;
  bool covers(const Rule& broad, const Rule& narrow) const;
  bool is_excepted(const Rule& rule) const;
  void check_end(std::uint32_t file, std::string_view id, const Validity& validity);
  void check_patterns(const Condition& condition, std::uint32_t file);
  const Rule* lowering_below(Layer layer) const;
  double share_matched(const Rule& rule) const;

  const LintInput& input_;
  const RuleSet& set_;
  std::vector<Conjuncts> conjuncts_;  // of each rule
  std::vector<Problem> problems_;
};

using Check = void (Linter::*)();
constexpr std::array<Check, 8> kChecks{&Linter::ambiguous_reclassify,
                                       &Linter::never_matches,
                                       &Linter::shadowed,
                                       &Linter::no_scope,
                                       &Linter::validity,
                                       &Linter::no_literal,
                                       &Linter::too_broad,
                                       &Linter::gate_reads_effective};

std::vector<Problem> Linter::run() {
  for (const Check check : kChecks) (this->*check)();
  sort_problems(problems_);
  return std::move(problems_);
}

bool meet_in_time(const Validity& a, const Validity& b) {
  return a.enabled && b.enabled && !(a.end && b.from && *a.end <= *b.from) &&
         !(b.end && a.from && *b.end <= *a.from);
}

// S6 leaves the choice between them to their paths and places.
bool Linter::is_ambiguous(const Rule& a, const Rule& b) const {
  return a.layer == b.layer && a.priority == b.priority && a.reclassify->final == b.reclassify->final &&
         a.reclassify->to != b.reclassify->to && meet_in_time(a.validity, b.validity) &&
         !disjoint(conjuncts(a), conjuncts(b));
}

void Linter::ambiguous_reclassify() {
  std::vector<const Rule*> rules;
  for (const Rule& rule : set_.rules)
    if (rule.reclassify) rules.push_back(&rule);
  for (std::size_t later = 1; later < rules.size(); ++later)
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (!is_ambiguous(*rules[earlier], *rules[later])) continue;
      add(Code::AmbiguousReclassify, rules[later]->file, rules[later]->span,
          "\"" + rules[later]->id + "\" and " + name(*rules[earlier]) +
              " reclassify with equal rank and may meet; give one of them another priority");
      break;
    }
}

void Linter::never_matches() {
  for (const Rule& rule : set_.rules)
    if (const Condition* leaf = contradiction_in(conjuncts(rule)))
      add(Code::NeverMatches, rule.file, leaf->span,
          "\"" + rule.id + "\" never matches: " + text_of(*leaf) + " contradicts another of its conditions");
}

bool Linter::is_excepted(const Rule& rule) const {
  return std::ranges::any_of(set_.rules, [&](const Rule& other) {
    return other.protect && std::ranges::binary_search(other.protect->except, rule.id);
  });
}

// In force whenever `narrow` is, blocked only where it is blocked too, true wherever it is true.
bool Linter::covers(const Rule& broad, const Rule& narrow) const {
  const Validity &wide = broad.validity, &inner = narrow.validity;
  if (!wide.enabled || (wide.from && (!inner.from || *wide.from > *inner.from)) ||
      (wide.end && (!inner.end || *wide.end < *inner.end)))
    return false;
  return authority_of(broad.layer) >= authority_of(narrow.layer) &&
         implies(conjuncts(narrow), conjuncts(broad));
}

void Linter::shadowed() {
  std::vector<const Rule*> rules;
  for (const Rule& rule : set_.rules)
    if (rule.suppress && rule.validity.enabled && !rule.tag && !rule.route && !rule.gate && !rule.reclassify)
      rules.push_back(&rule);
  for (const Rule* narrow : rules)
    for (const Rule* broad : rules) {
      if (narrow == broad || !covers(*broad, *narrow) || is_excepted(*narrow)) continue;
      if (narrow < broad && covers(*narrow, *broad)) continue;  // equals: the later is the superfluous one
      add(Code::Shadowed, narrow->file, narrow->span,
          "\"" + narrow->id + "\" suppresses nothing that " + name(*broad) + " does not");
      break;
    }
}

bool is_scope(const Condition& condition) {
  if (condition.kind != Condition::Kind::Field)
    return std::ranges::any_of(condition.children, [](const auto& child) { return is_scope(*child); });
  const auto name = condition.field->name;
  return condition.field->of_image || name.starts_with("package.") || name == "finding.path";
}

void Linter::no_scope() {
  for (const Rule& rule : set_.rules)
    if (rule.suppress && !is_scope(*rule.match))
      add(Code::NoScope, rule.file, rule.span,
          "\"" + rule.id +
              "\" suppresses in every image; add a condition on the image, a package or the path");
}

void Linter::check_end(std::uint32_t file, std::string_view id, const Validity& validity) {
  if (!validity.enabled || !validity.end) return;
  const std::int64_t left = validity.end->unix_seconds - input_.at.unix_seconds;
  const std::string quoted = "\"" + std::string(id) + "\" ";
  if (left <= 0)
    add(Code::Expired, file, validity.until_span, quoted + "expired: until " + validity.until_text);
  else if (left < kSoonDays * kDay)
    add(Code::ExpiresSoon, file, validity.until_span,
        quoted + "expires in " + std::to_string((left + kDay - 1) / kDay) + " days: until " +
            validity.until_text);
}

void Linter::validity() {
  for (const Rule& rule : set_.rules) check_end(rule.file, rule.id, rule.validity);
  for (const ImageGate& gate : set_.gates) check_end(gate.file, gate.id, gate.validity);
}

void Linter::check_patterns(const Condition& condition, std::uint32_t file) {
  for (const auto& child : condition.children) check_patterns(*child, file);
  for (const Test& test : condition.tests) {
    const auto* pattern = std::get_if<std::shared_ptr<const Pattern>>(&test.operands->front());
    if (test.op == Operator::Regex && pattern && (*pattern)->literal_prefix().empty())
      add(Code::NoLiteral, file, test.span,
          "the regular expression \"" + (*pattern)->text() +
              "\" has no fixed beginning, so that it is tried on every finding; begin it with plain text");
  }
}

void Linter::no_literal() {
  for (const Rule& rule : set_.rules) check_patterns(*rule.own_match, rule.file);
}

double Linter::share_matched(const Rule& rule) const {
  double matched = 0, all = 0;
  for (const StoredImage& stored : input_.stored)
    for (const FindingFacts& finding : stored.findings) {
      const Effective effective{finding.severity, {}};
      const Subject subject{finding, stored.image, effective, input_.at};
      ++all;
      matched += holds(*rule.match, subject, TagReading::EveryTag, input_.order) == Truth::True;
    }
  return all > 0 ? matched / all : 0;
}

void Linter::too_broad() {
  for (const Rule& rule : set_.rules) {
    if (!rule.suppress || input_.stored.empty()) continue;
    const double share = share_matched(rule);
    if (share > kBroadShare)
      add(Code::TooBroad, rule.file, rule.span,
          "\"" + rule.id + "\" matches " + std::to_string(static_cast<int>(share * 100)) +
              " % of the findings of the reports, more than 20 %");
  }
}

bool lowers(const Rule& rule) {
  if (!rule.reclassify || !rule.validity.enabled) return false;
  const auto* shift = std::get_if<int>(&rule.reclassify->to);
  return shift == nullptr || *shift < 0;
}

const Rule* Linter::lowering_below(Layer layer) const {
  for (const Rule& rule : set_.rules)
    if (lowers(rule) && authority_of(rule.layer) < authority_of(layer)) return &rule;
  return nullptr;
}

const Condition* reads_effective_severity(const Condition& condition) {
  if (condition.kind == Condition::Kind::Field)
    return condition.field->name == "effective.severity" ? &condition : nullptr;
  for (const auto& child : condition.children)
    if (const Condition* leaf = reads_effective_severity(*child)) return leaf;
  return nullptr;
}

void Linter::gate_reads_effective() {
  const auto check = [&](std::uint32_t file, const std::string& id, Layer layer, const Condition& condition) {
    const Condition* leaf = reads_effective_severity(condition);
    const Rule* lowering = leaf ? lowering_below(layer) : nullptr;
    if (lowering)
      add(Code::GateReadsEffective, file, leaf->span,
          "the gate of \"" + id + "\" reads effective.severity, which " + name(*lowering) + " of layer " +
              std::string(to_string(lowering->layer)) + " may lower; finding.severity resists");
  };
  for (const Rule& rule : set_.rules)
    if (rule.gate) check(rule.file, rule.id, rule.layer, *rule.match);
  for (const ImageGate& gate : set_.gates) {
    if (gate.fail_if) check(gate.file, gate.id, gate.layer, *gate.fail_if->count);
    if (gate.warn_if) check(gate.file, gate.id, gate.layer, *gate.warn_if->count);
  }
}

}  // namespace

std::vector<Problem> lint(const LintInput& input) { return Linter(input).run(); }

}  // namespace lazaret::rules
