// SPDX-License-Identifier: Apache-2.0
// The evaluator of scans: an index finds the rules that may have something to say, the phases run over those.
// Called through rules/evaluator.h. Immutable; what is remembered of an image lives in the call that judges
// it, so that threads share nothing that changes.
#include <algorithm>

#include "rules/evaluator.h"
#include "rules/image_gates.h"
#include "rules/phases.h"

namespace lazaret::rules {
namespace {

// The judging of one image's findings.
struct ImageSession {
  const ImageFacts& image;
  ImageMemo memo;
  RuleIndex::Memo found;
  RuleNumbers standing;  // asked about each of its findings
  RuleNumbers numbers;   // of one finding; kept for its memory
  std::vector<Candidate> candidates;
};

class CompiledEvaluator : public Evaluator {
 public:
  CompiledEvaluator(std::shared_ptr<const RuleSet> set, Instant at, VersionOrder order)
      : set_(std::move(set)), compiled_(compile_rules(*set_, at)), at_(at), order_(std::move(order)) {}

  Verdict judge(const FindingFacts& finding, const ImageFacts& image) const override {
    ImageSession session = open(image);
    return judge(finding, session);
  }
  std::vector<Verdict> judge_findings(std::span<const FindingFacts> findings,
                                      const ImageFacts& image) const override {
    ImageSession session = open(image);
    std::vector<Verdict> verdicts;
    verdicts.reserve(findings.size());
    for (const FindingFacts& finding : findings) verdicts.push_back(judge(finding, session));
    return verdicts;
  }
  std::vector<GateVerdict> judge_image(std::span<const FindingFacts> findings,
                                       std::span<const Verdict> verdicts,
                                       const ImageFacts& image) const override {
    return judge_image_gates(*set_, {findings, verdicts, image, at_}, order_);
  }

 private:
  ImageSession open(const ImageFacts& image) const;
  bool may_hold(const CompiledRule& rule, const Subject& subject, ImageMemo& memo) const;
  Verdict judge(const FindingFacts& finding, ImageSession& session) const;

  std::shared_ptr<const RuleSet> set_;
  CompiledRules compiled_;
  Instant at_;
  VersionOrder order_;
};

void sort_and_unite(RuleNumbers& numbers) {
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// Whether the image's own conditions leave the rule a chance, however image.tag reads.
bool CompiledEvaluator::may_hold(const CompiledRule& rule, const Subject& subject, ImageMemo& memo) const {
  return std::ranges::all_of(compiled_.conjuncts_of(rule), [&](const Conjunct& each) {
    if (!each.of_image) return true;
    const auto holds = [&](TagReading reading) {
      return memo.holds(*each.of_image, *each.condition, subject, reading, order_) != Truth::False;
    };
    return holds(TagReading::SomeTag) || (rule.reads_tag && holds(TagReading::EveryTag));
  });
}

ImageSession CompiledEvaluator::open(const ImageFacts& image) const {
  ImageSession session{image, ImageMemo(compiled_.image_conditions), {}, {}, {}, {}};
  const FindingFacts nothing;
  const Effective none;
  const Subject subject{nothing, image, none, at_};
  session.standing = compiled_.unindexed;
  compiled_.index.find(subject, true, session.found, session.standing);
  sort_and_unite(session.standing);
  std::erase_if(session.standing, [&](std::uint32_t number) {
    return !may_hold(compiled_.rules[number], subject, session.memo);
  });
  return session;
}

Verdict CompiledEvaluator::judge(const FindingFacts& finding, ImageSession& session) const {
  const Effective none;
  session.numbers = session.standing;
  compiled_.index.find({finding, session.image, none, at_}, false, session.found, session.numbers);
  sort_and_unite(session.numbers);
  session.candidates.clear();
  for (const std::uint32_t number : session.numbers)
    session.candidates.push_back({&compiled_.rules[number], {}});
  return run_phases(
      {*set_, compiled_, finding, session.image, at_, order_, session.candidates, session.memo});
}

}  // namespace

std::unique_ptr<Evaluator> make_compiled_evaluator(std::shared_ptr<const RuleSet> rules, Instant at,
                                                   VersionOrder order) {
  return std::make_unique<CompiledEvaluator>(std::move(rules), at, std::move(order));
}

}  // namespace lazaret::rules
