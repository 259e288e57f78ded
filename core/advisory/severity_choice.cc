// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/severity_choice.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/advisory/cvss.h"
#include "core/advisory/ecosystems.h"

namespace lazaret::advisory {
namespace {

struct Word {
  std::string_view word;
  Severity severity;
};
// Ratings of Debian (urgency), Ubuntu (priority), Red Hat and its kin, Azure Linux and GitHub.
constexpr std::array kWords{Word{"critical", Severity::Critical},
                            Word{"important", Severity::High},
                            Word{"high", Severity::High},
                            Word{"moderate", Severity::Medium},
                            Word{"medium", Severity::Medium},
                            Word{"low", Severity::Low},
                            Word{"negligible", Severity::Negligible},
                            Word{"unimportant", Severity::Negligible}};

constexpr std::string_view kFallback = "ghsa";

void add_opinion(std::string_view source, std::string_view text, std::vector<SeverityOpinion>& opinions) {
  const auto* found = std::ranges::find(kWords, text, &Word::word);
  if (found != kWords.end() && !source.empty()) opinions.push_back({std::string(source), found->severity});
}

// Records about one vulnerability speak of it; an erratum of several speaks of the worst of them, and is
// heard last.
std::set<std::string_view> vectors_of(const Generation::State& state, const VulnerabilityGroup& group,
                                      const std::vector<std::string_view>& cve_vectors) {
  std::set<std::string_view> own;
  std::set<std::string_view> errata;
  for (const Hit* hit : group.hits) {
    const auto vectors = state.list(hit->record.vectors);
    if (!vectors.has_value()) continue;
    (hit->vulnerabilities.size() <= 1 ? own : errata).insert(vectors.value().begin(), vectors.value().end());
  }
  if (own.empty()) own.insert(cve_vectors.begin(), cve_vectors.end());
  return own.empty() ? errata : own;
}

std::vector<CvssScore> scores_of(const std::set<std::string_view>& vectors) {
  std::vector<CvssScore> scores;
  for (const std::string_view vector : vectors)
    if (auto score = score_cvss(vector); score.has_value()) scores.push_back(score.take());
  std::ranges::stable_sort(scores, [](const CvssScore& a, const CvssScore& b) {
    return a.version != b.version ? a.version > b.version : a.score > b.score;
  });
  return scores;
}

// Sorted by source, the worse word first; equal ones once.
void sort_opinions(std::vector<SeverityOpinion>& opinions) {
  std::ranges::sort(opinions, [](const SeverityOpinion& a, const SeverityOpinion& b) {
    return a.source != b.source ? a.source < b.source : a.severity > b.severity;
  });
  const auto is_same = [](const SeverityOpinion& a, const SeverityOpinion& b) {
    return a.source == b.source && a.severity == b.severity;
  };
  opinions.erase(std::unique(opinions.begin(), opinions.end(), is_same), opinions.end());
}

// The worst of the distribution's words.
const SeverityOpinion* worst_word(const std::vector<SeverityOpinion>& words, bool of_fallback) {
  const SeverityOpinion* worst = nullptr;
  for (const SeverityOpinion& word : words)
    if ((word.source == kFallback) == of_fallback && (worst == nullptr || word.severity > worst->severity))
      worst = &word;
  return worst;
}

}  // namespace

void choose_severity(const Generation::State& state, const VulnerabilityGroup& group,
                     const std::vector<std::string_view>& cve_vectors, Finding& finding) {
  std::vector<SeverityOpinion> words;
  for (const Hit* hit : group.hits) {
    const auto word = state.string(hit->record.word);
    const auto source = state.string(hit->record.word_source);
    if (word.has_value() && source.has_value()) add_opinion(source.value(), word.value(), words);
    if (family_of(hit->ecosystem) == "Debian") add_opinion("debian", hit->status, words);
  }
  finding.cvss = scores_of(vectors_of(state, group, cve_vectors));
  std::vector<SeverityOpinion> opinions = words;
  for (const CvssScore& score : finding.cvss) opinions.push_back({"cvss:" + score.version, rate_cvss(score)});

  SeverityOpinion chosen;
  if (const auto* word = worst_word(words, false); word != nullptr)
    chosen = *word;
  else if (!finding.cvss.empty())
    chosen = opinions[words.size()];
  else if (const auto* fallback = worst_word(words, true); fallback != nullptr)
    chosen = *fallback;
  finding.severity = chosen.severity;
  finding.severity_source = chosen.source;
  sort_opinions(opinions);
  finding.severities = std::move(opinions);
}

}  // namespace lazaret::advisory
