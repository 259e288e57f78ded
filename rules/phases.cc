// SPDX-License-Identifier: Apache-2.0
#include "rules/phases.h"

#include <algorithm>
#include <map>

#include "rules/reclassification.h"

namespace lazaret::rules {
namespace {

constexpr auto kApplied = "applied";

enum class Voice : std::uint8_t { Silent, Acts, Unknown, OutOfForce };

class Phases {
 public:
  explicit Phases(const PhaseInput& input) : input_(input) {
    effective_.severity = verdict_.severity = input.finding.severity;
  }
  Verdict run() {
    reclassify();
    tag();
    decide();
    deliver();
    return std::move(verdict_);
  }

 private:
  Truth conjunct(const Conjunct& conjunct, TagReading reading) const;
  Truth truth(Candidate& candidate, TagReading reading) const;
  Voice hear(Candidate& candidate, TagReading reading, bool on_unknown) const;
  std::string outcome(const Candidate& candidate, TagReading reading, Voice voice) const;
  void record(const Candidate& candidate, Phase phase, std::string outcome);
  void record(const Candidate& candidate, Phase phase, TagReading reading, Voice voice);
  void reclassify();
  void tag();
  void decide();
  void suppress(Candidate& candidate, std::span<const Rule* const> protectors);
  void deliver();
  void route(const Candidate& candidate, Voice voice);
  void gate(const Candidate& candidate, Voice voice);
  bool reaches(bool include_suppressed) const {
    return include_suppressed || verdict_.status == Verdict::Status::Open;
  }

  const PhaseInput& input_;
  Effective effective_;
  Subject subject_{input_.finding, input_.image, effective_, input_.at};
  Verdict verdict_;
  std::map<std::string_view, const Rule*> gates_;   // by name
  std::map<std::string_view, const Rule*> routes_;  // by target
};

Truth Phases::conjunct(const Conjunct& conjunct, TagReading reading) const {
  return conjunct.of_image
             ? input_.memo.holds(*conjunct.of_image, *conjunct.condition, subject_, reading, input_.order)
             : holds(*conjunct.condition, subject_, reading, input_.order);
}

Truth Phases::truth(Candidate& candidate, TagReading reading) const {
  auto& known = candidate.truths[candidate.compiled->reads_tag ? static_cast<std::size_t>(reading) : 0];
  if (known) return *known;
  Truth all = Truth::True;
  for (const Conjunct& each : input_.compiled.conjuncts_of(*candidate.compiled)) {
    all = truth_and(all, conjunct(each, reading));
    if (all == Truth::False) break;
  }
  known = all;
  return all;
}

// S3 and S9.
Voice Phases::hear(Candidate& candidate, TagReading reading, bool on_unknown) const {
  const bool in_force = candidate.compiled->state == Validity::State::InForce;
  switch (truth(candidate, reading)) {
    case Truth::False: return Voice::Silent;
    case Truth::True: break;
    case Truth::Unknown:
      if (!on_unknown) return in_force ? Voice::Unknown : Voice::Silent;
  }
  return in_force ? Voice::Acts : Voice::OutOfForce;
}

std::string Phases::outcome(const Candidate& candidate, TagReading reading, Voice voice) const {
  if (voice == Voice::Acts) return kApplied;
  if (voice == Voice::OutOfForce)
    return candidate.compiled->state == Validity::State::Expired ? "expired" : "inactive";
  for (const Conjunct& each : input_.compiled.conjuncts_of(*candidate.compiled))
    if (conjunct(each, reading) == Truth::Unknown)
      return "unknown:" + field_name(*first_unknown(*each.condition, subject_, reading, input_.order));
  return {};
}

void Phases::record(const Candidate& candidate, Phase phase, std::string outcome) {
  const Rule& rule = *candidate.compiled->rule;
  verdict_.decisions.push_back(
      {rule.id, input_.set.files[rule.file].path, rule.span.line, phase, std::move(outcome)});
}

void Phases::record(const Candidate& candidate, Phase phase, TagReading reading, Voice voice) {
  if (voice != Voice::Silent) record(candidate, phase, outcome(candidate, reading, voice));
}

void Phases::reclassify() {
  struct Heard {
    Candidate* candidate;
    TagReading reading;
    Voice voice;
    std::optional<Severity> target;
  };
  std::vector<Heard> all;
  const Heard* winner = nullptr;
  for (Candidate& candidate : input_.candidates) {
    if (!candidate.does(kReclassifies)) continue;
    const auto target = target_of(*candidate.compiled->rule->reclassify, input_.finding);
    const auto reading = reading_of(target, input_.finding.severity);
    const Voice voice = hear(candidate, reading, false);
    if (voice != Voice::Silent) all.push_back({&candidate, reading, voice, target});
  }
  const auto rule_of = [](const Heard& heard) -> const Rule& { return *heard.candidate->compiled->rule; };
  for (const Heard& heard : all)
    if (heard.voice == Voice::Acts && heard.target &&
        (!winner || reclassifies_below(rule_of(*winner), rule_of(heard))))
      winner = &heard;
  for (const Heard& heard : all)
    if (heard.voice != Voice::Acts || &heard == winner)
      record(*heard.candidate, Phase::Reclassify, heard.reading, heard.voice);
    else
      record(*heard.candidate, Phase::Reclassify,
             heard.target ? "lost_to:" + rule_of(*winner).id
                          : std::string(missing_target(*rule_of(heard).reclassify)));
  if (winner) effective_.severity = verdict_.severity = *winner->target;
}

void Phases::tag() {
  std::vector<std::string>& tags = verdict_.tags;
  for (Candidate& candidate : input_.candidates) {
    if (!candidate.does(kTags)) continue;
    const Rule& rule = *candidate.compiled->rule;
    const Voice voice = hear(candidate, TagReading::SomeTag, rule.on_unknown.value_or(false));
    if (voice == Voice::Acts) tags.insert(tags.end(), rule.tag->tags.begin(), rule.tag->tags.end());
    record(candidate, Phase::Tag, TagReading::SomeTag, voice);
  }
  std::ranges::sort(tags);
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  effective_.tags = tags;
}

// S8: the greatest that blocks.
const Rule* blocker_of(const Rule& rule, std::span<const Rule* const> protectors) {
  for (std::size_t i = protectors.size(); i-- > 0;)
    if (authority_of(rule.layer) <= authority_of(protectors[i]->layer) &&
        !std::ranges::binary_search(protectors[i]->protect->except, rule.id))
      return protectors[i];
  return nullptr;
}

void Phases::suppress(Candidate& candidate, std::span<const Rule* const> protectors) {
  const Rule& rule = *candidate.compiled->rule;
  const Voice voice = hear(candidate, TagReading::EveryTag, false);
  const Rule* blocker = voice == Voice::Acts ? blocker_of(rule, protectors) : nullptr;
  if (blocker) return record(candidate, Phase::Decide, "blocked_by:" + blocker->id);
  if (voice == Voice::Acts) {
    verdict_.status = Verdict::Status::Suppressed;
    verdict_.suppressed_by = rule.id;
  }
  record(candidate, Phase::Decide, TagReading::EveryTag, voice);
}

void Phases::decide() {
  const auto hear_protect = [&](Candidate& candidate) {
    return hear(candidate, TagReading::SomeTag, candidate.compiled->rule->on_unknown.value_or(true));
  };
  std::vector<const Rule*> protectors;
  for (Candidate& candidate : input_.candidates)
    if (candidate.does(kProtects) && hear_protect(candidate) == Voice::Acts)
      protectors.push_back(candidate.compiled->rule);
  for (Candidate& candidate : input_.candidates) {
    if (candidate.does(kSuppresses)) suppress(candidate, protectors);
    if (candidate.does(kProtects))
      record(candidate, Phase::Decide, TagReading::SomeTag, hear_protect(candidate));
  }
}

void Phases::route(const Candidate& candidate, Voice voice) {
  const Rule& rule = *candidate.compiled->rule;
  if (voice == Voice::Acts)
    for (const std::string& target : rule.route->to) routes_[target] = &rule;
  record(candidate, Phase::Deliver, TagReading::SomeTag, voice);
}

void Phases::gate(const Candidate& candidate, Voice voice) {
  const Rule& rule = *candidate.compiled->rule;
  const Rule* winner = voice == Voice::Acts ? gates_.at(rule.gate->name) : nullptr;
  if (winner && winner->gate->result != rule.gate->result)
    record(candidate, Phase::Deliver, "lost_to:" + winner->id);
  else
    record(candidate, Phase::Deliver, TagReading::SomeTag, voice);
}

void Phases::deliver() {
  const auto hear_deliver = [&](Candidate& candidate) {
    return hear(candidate, TagReading::SomeTag, candidate.compiled->rule->on_unknown.value_or(false));
  };
  for (Candidate& candidate : input_.candidates) {
    if (!candidate.does(kGates)) continue;
    const Rule& rule = *candidate.compiled->rule;
    if (!reaches(rule.gate->include_suppressed) || hear_deliver(candidate) != Voice::Acts) continue;
    const Rule*& winner = gates_[rule.gate->name];
    if (!winner || winner->gate->result <= rule.gate->result) winner = &rule;
  }
  for (Candidate& candidate : input_.candidates) {
    if (!candidate.does(kRoutes) && !candidate.does(kGates)) continue;
    const Rule& rule = *candidate.compiled->rule;
    if (rule.route && reaches(rule.route->include_suppressed)) route(candidate, hear_deliver(candidate));
    if (rule.gate && reaches(rule.gate->include_suppressed)) gate(candidate, hear_deliver(candidate));
  }
  for (const auto& [target, rule] : routes_)
    verdict_.routes.push_back({std::string(target), rule->route->dedupe_by, rule->id});
  for (const auto& [name, rule] : gates_)
    verdict_.gates.push_back({rule->gate->name, rule->gate->result, rule->id, rule->gate->message});
}

}  // namespace

Verdict run_phases(const PhaseInput& input) { return Phases(input).run(); }

}  // namespace lazaret::rules
