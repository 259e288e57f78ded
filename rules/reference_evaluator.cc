// SPDX-License-Identifier: Apache-2.0
// Every rule against every finding, phase by phase, in the words of S1 to S15. Nothing here is clever: it is
// what cleverer evaluators are compared with, and is kept for ever.
#include <algorithm>
#include <map>
#include <set>

#include "rules/condition.h"
#include "rules/evaluator.h"
#include "rules/image_gates.h"
#include "rules/reclassification.h"

namespace lazaret::rules {
namespace {

constexpr auto kApplied = "applied";

// What one rule has to say in one phase: nothing, its action, or only why it does not act.
struct Voice {
  bool acts = false;
  std::string outcome;  // where it does not act; empty: nothing to say
};

class Judgement {
 public:
  Judgement(const RuleSet& set, std::span<const Rule* const> rules, const Subject& subject,
            Effective& effective, const VersionOrder& order)
      : set_(set), rules_(rules), subject_(subject), effective_(effective), order_(order) {}

  Verdict run() {
    verdict_.severity = subject_.finding.severity;
    reclassify();
    tag();
    decide();
    deliver();
    return std::move(verdict_);
  }

 private:
  Voice hear(const Rule& rule, TagReading reading, bool on_unknown) const;
  void record(const Rule& rule, Phase phase, std::string outcome);
  void reclassify();
  void tag();
  void decide();
  void deliver();
  Voice hear_reclassify(const Rule& rule) const;
  const Rule* blocker_of(const Rule& rule, const std::vector<const Rule*>& protectors) const;
  void suppress(const Rule& rule, const std::vector<const Rule*>& protectors);
  bool reaches(bool include_suppressed) const {
    return include_suppressed || verdict_.status == Verdict::Status::Open;
  }
  void gate(std::map<std::string, const Rule*>& winners) const;

  const RuleSet& set_;
  std::span<const Rule* const> rules_;  // S5, ascending
  const Subject& subject_;
  Effective& effective_;
  const VersionOrder& order_;
  Verdict verdict_;
};

// S3 and S9.
Voice Judgement::hear(const Rule& rule, TagReading reading, bool on_unknown) const {
  const Truth truth = holds(*rule.match, subject_, reading, order_);
  const auto state = rule.validity.at(subject_.at);
  if (truth == Truth::False) return {};
  if (truth == Truth::Unknown && !on_unknown) {
    if (state != Validity::State::InForce) return {};
    return {false, "unknown:" + field_name(*first_unknown(*rule.match, subject_, reading, order_))};
  }
  if (state == Validity::State::InForce) return {true, {}};
  return {false, state == Validity::State::Expired ? "expired" : "inactive"};
}

void Judgement::record(const Rule& rule, Phase phase, std::string outcome) {
  if (!outcome.empty())
    verdict_.decisions.push_back(
        {rule.id, set_.files[rule.file].path, rule.span.line, phase, std::move(outcome)});
}

Voice Judgement::hear_reclassify(const Rule& rule) const {
  const auto target = target_of(*rule.reclassify, subject_.finding);
  Voice voice = hear(rule, reading_of(target, subject_.finding.severity), false);
  if (voice.acts && !target) return {false, std::string(missing_target(*rule.reclassify))};
  return voice;
}

void Judgement::reclassify() {
  const Rule* winner = nullptr;
  for (const Rule* rule : rules_)
    if (rule->reclassify && hear_reclassify(*rule).acts && (!winner || reclassifies_below(*winner, *rule)))
      winner = rule;
  for (const Rule* rule : rules_) {
    if (!rule->reclassify) continue;
    const Voice voice = hear_reclassify(*rule);
    record(*rule, Phase::Reclassify,
           !voice.acts      ? voice.outcome
           : rule == winner ? kApplied
                            : "lost_to:" + winner->id);
  }
  if (winner) verdict_.severity = *target_of(*winner->reclassify, subject_.finding);
  effective_.severity = verdict_.severity;
}

// S7.
void Judgement::tag() {
  std::set<std::string> tags;
  for (const Rule* rule : rules_) {
    if (!rule->tag) continue;
    const Voice voice = hear(*rule, TagReading::SomeTag, rule->on_unknown.value_or(false));
    if (voice.acts) tags.insert(rule->tag->tags.begin(), rule->tag->tags.end());
    record(*rule, Phase::Tag, voice.acts ? kApplied : voice.outcome);
  }
  verdict_.tags.assign(tags.begin(), tags.end());
  effective_.tags = verdict_.tags;
}

// S8.
const Rule* Judgement::blocker_of(const Rule& rule, const std::vector<const Rule*>& protectors) const {
  const Rule* blocker = nullptr;
  for (const Rule* protector : protectors)
    if (authority_of(rule.layer) <= authority_of(protector->layer) &&
        !std::ranges::binary_search(protector->protect->except, rule.id))
      blocker = protector;
  return blocker;
}

void Judgement::suppress(const Rule& rule, const std::vector<const Rule*>& protectors) {
  const Voice voice = hear(rule, TagReading::EveryTag, false);
  if (!voice.acts) return record(rule, Phase::Decide, voice.outcome);
  if (const Rule* blocker = blocker_of(rule, protectors))
    return record(rule, Phase::Decide, "blocked_by:" + blocker->id);
  verdict_.status = Verdict::Status::Suppressed;
  verdict_.suppressed_by = rule.id;  // the last one is the greatest
  record(rule, Phase::Decide, kApplied);
}

void Judgement::decide() {
  std::vector<const Rule*> protectors;
  const auto hear_protect = [&](const Rule& rule) {
    return hear(rule, TagReading::SomeTag, rule.on_unknown.value_or(true));
  };
  for (const Rule* rule : rules_)
    if (rule->protect && hear_protect(*rule).acts) protectors.push_back(rule);
  for (const Rule* rule : rules_) {
    if (rule->suppress) suppress(*rule, protectors);
    if (!rule->protect) continue;
    const Voice voice = hear_protect(*rule);
    record(*rule, Phase::Decide, voice.acts ? kApplied : voice.outcome);
  }
}

// S11: per name the worst, of equal ones the greatest by S5.
void Judgement::gate(std::map<std::string, const Rule*>& winners) const {
  for (const Rule* rule : rules_) {
    if (!rule->gate || !reaches(rule->gate->include_suppressed)) continue;
    if (!hear(*rule, TagReading::SomeTag, rule->on_unknown.value_or(false)).acts) continue;
    const Rule*& winner = winners[rule->gate->name];
    if (!winner || winner->gate->result <= rule->gate->result) winner = rule;
  }
}

void Judgement::deliver() {
  std::map<std::string, RoutedTo> routes;
  std::map<std::string, const Rule*> gates;
  gate(gates);
  for (const Rule* rule : rules_) {
    if (!rule->route && !rule->gate) continue;
    const Voice voice = hear(*rule, TagReading::SomeTag, rule->on_unknown.value_or(false));
    if (rule->route && reaches(rule->route->include_suppressed)) {
      if (voice.acts)
        for (const std::string& target : rule->route->to)
          routes[target] = {target, rule->route->dedupe_by, rule->id};
      record(*rule, Phase::Deliver, voice.acts ? kApplied : voice.outcome);
    }
    if (rule->gate && reaches(rule->gate->include_suppressed)) {
      const Rule* winner = voice.acts ? gates.at(rule->gate->name) : nullptr;
      record(*rule, Phase::Deliver,
             !winner                                      ? voice.outcome
             : winner->gate->result == rule->gate->result ? kApplied
                                                          : "lost_to:" + winner->id);
    }
  }
  for (auto& [target, route] : routes) verdict_.routes.push_back(std::move(route));
  for (const auto& [name, rule] : gates)
    verdict_.gates.push_back({name, rule->gate->result, rule->id, rule->gate->message});
}

class ReferenceEvaluator : public Evaluator {
 public:
  ReferenceEvaluator(std::shared_ptr<const RuleSet> set, Instant at, VersionOrder order)
      : set_(std::move(set)), at_(at), order_(std::move(order)) {
    for (const Rule& rule : set_->rules) rules_.push_back(&rule);
    std::ranges::sort(rules_, [](const Rule* a, const Rule* b) { return ranks_below(*a, *b); });
  }

  Verdict judge(const FindingFacts& finding, const ImageFacts& image) const override {
    Effective effective{finding.severity, {}};
    const Subject subject{finding, image, effective, at_};
    return Judgement(*set_, rules_, subject, effective, order_).run();
  }

  std::vector<GateVerdict> judge_image(std::span<const FindingFacts> findings,
                                       std::span<const Verdict> verdicts,
                                       const ImageFacts& image) const override {
    return judge_image_gates(*set_, {findings, verdicts, image, at_}, order_);
  }

 private:
  std::shared_ptr<const RuleSet> set_;
  std::vector<const Rule*> rules_;
  Instant at_;
  VersionOrder order_;
};

}  // namespace

std::unique_ptr<Evaluator> make_reference_evaluator(std::shared_ptr<const RuleSet> rules, Instant at,
                                                    VersionOrder order) {
  return std::make_unique<ReferenceEvaluator>(std::move(rules), at, std::move(order));
}

}  // namespace lazaret::rules
