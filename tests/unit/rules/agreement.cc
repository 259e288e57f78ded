// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/rules/agreement.h"

#include "rules/evaluator.h"
#include "rules/version_order.h"

namespace lazaret::rules {
namespace {

constexpr Instant kAt{1'795'608'000};  // 2026-11-25T12:00:00Z

struct Pair {
  std::unique_ptr<Evaluator> reference;
  std::unique_ptr<Evaluator> compiled;
};

void count(const Verdict& verdict, Agreement& agreement) {
  ++agreement.pairs;
  agreement.decisions += verdict.decisions.size();
  agreement.suppressed += verdict.status == Verdict::Status::Suppressed;
  for (const Decision& decision : verdict.decisions)
    agreement.unknown += decision.outcome.starts_with("unknown:");
}

std::string text_of(const std::vector<SourceFile>& files) {
  std::string out;
  for (const SourceFile& file : files) out += "# " + file.path + "\n" + file.text;
  return out;
}

void compare_image(const Pair& pair, const ImageFacts& image, const std::vector<FindingFacts>& findings,
                   const std::vector<SourceFile>& files, Agreement& agreement) {
  const auto compiled = pair.compiled->judge_findings(findings, image);
  std::vector<Verdict> reference;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    reference.push_back(pair.reference->judge(findings[i], image));
    count(reference.back(), agreement);
    const bool is_same =
        reference[i] == compiled[i] && pair.compiled->judge(findings[i], image) == compiled[i];
    if (!is_same && agreement.first_difference.empty())
      agreement.first_difference =
          text_of(files) + "reference:\n" + describe(reference[i]) + "compiled:\n" + describe(compiled[i]);
  }
  if (pair.reference->judge_image(findings, reference, image) !=
          pair.compiled->judge_image(findings, compiled, image) &&
      agreement.first_difference.empty())
    agreement.first_difference = text_of(files) + "the image's gates differ\n";
}

}  // namespace

std::string describe(const Verdict& verdict) {
  std::string out = std::string(to_string(verdict.status)) + " " + std::string(to_string(verdict.severity)) +
                    " by " + verdict.suppressed_by + "\n";
  for (const auto& tag : verdict.tags) out += "  tag " + tag + "\n";
  for (const auto& route : verdict.routes) out += "  route " + route.target + " by " + route.rule + "\n";
  for (const auto& gate : verdict.gates)
    out += "  gate " + gate.name + " " + std::string(to_string(gate.result)) + " by " + gate.rule + "\n";
  for (const auto& decision : verdict.decisions)
    out +=
        "  " + std::string(to_string(decision.phase)) + " " + decision.rule + " " + decision.outcome + "\n";
  return out;
}

void compare_evaluators(Choices choices, std::size_t images, std::size_t findings, Agreement& agreement) {
  const auto files = random_rules(choices, kAt);
  const auto set = load(files, kAt).rules;
  ++agreement.sets;
  if (!set) {
    ++agreement.refused;
    return;
  }
  const Pair pair{make_reference_evaluator(set, kAt, package_version_order()),
                  make_compiled_evaluator(set, kAt, package_version_order())};
  for (std::size_t i = 0; i < images; ++i) {
    const ImageFacts image = random_image(choices, kAt);
    std::vector<FindingFacts> each;
    for (std::size_t j = 0; j < findings; ++j) each.push_back(random_finding(choices, kAt));
    compare_image(pair, image, each, files, agreement);
  }
}

Agreement compare_evaluators(std::uint64_t pairs, std::uint64_t seed) {
  Agreement agreement;
  while (agreement.pairs < pairs && agreement.first_difference.empty() && agreement.sets < pairs)
    compare_evaluators(Choices(seed + agreement.sets), 10, 10, agreement);
  return agreement;
}

}  // namespace lazaret::rules
