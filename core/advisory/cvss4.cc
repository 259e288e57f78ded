// SPDX-License-Identifier: Apache-2.0
// The base score of CVSS 4.0 by macro vectors and severity distances. Called by score_cvss.
// Source: FIRST, CVSS v4.0 specification, section 8.2. Of a base vector E is A, CR, IR and AR are H, and no
// modified metric is set: so EQ5 is 0, EQ4 is never 0, and EQ6 follows from the impacts.
#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "core/advisory/cvss4_table.h"
#include "core/advisory/cvss_vector.h"

namespace lazaret::advisory {
namespace {

// Levels of severity, 0 the most severe, in steps of a tenth.
struct Levels {
  int attack_vector, complexity, requirements, privileges, interaction;  // NALP LH NP NLH NPA
  std::array<int, 3> vulnerable;  // confidentiality, integrity, availability: HLN
  std::array<int, 3> subsequent;
};

Result<Levels> read_levels(const CvssVector& vector) {
  const auto level = [&](std::string_view metric, std::string_view values) -> Result<int> {
    return static_cast<int>(TRY(vector.value(metric, values)));
  };
  return Levels{TRY(level("AV", "NALP")),
                TRY(level("AC", "LH")),
                TRY(level("AT", "NP")),
                TRY(level("PR", "NLH")),
                TRY(level("UI", "NPA")),
                {TRY(level("VC", "HLN")), TRY(level("VI", "HLN")), TRY(level("VA", "HLN"))},
                {TRY(level("SC", "HLN")), TRY(level("SI", "HLN")), TRY(level("SA", "HLN"))}};
}

struct MacroVector {
  int eq1, eq2, eq3, eq4, eq5, eq6;
};

MacroVector macro_vector_of(const Levels& levels) {
  const int open_doors = (levels.attack_vector == 0) + (levels.privileges == 0) + (levels.interaction == 0);
  const bool physical = levels.attack_vector == 3;
  const bool any_vulnerable_high = std::ranges::count(levels.vulnerable, 0) > 0;
  const bool any_subsequent_high = std::ranges::count(levels.subsequent, 0) > 0;
  const bool both_high = levels.vulnerable[0] == 0 && levels.vulnerable[1] == 0;
  return {open_doors == 3 ? 0 : (open_doors > 0 && !physical ? 1 : 2),
          levels.complexity == 0 && levels.requirements == 0 ? 0 : 1,
          both_high ? 0 : (any_vulnerable_high ? 1 : 2),
          any_subsequent_high ? 1 : 2,
          0,
          any_vulnerable_high ? 0 : 1};
}

std::optional<double> score_of(const MacroVector& eq) {
  const auto key = static_cast<std::uint32_t>(
      ((((eq.eq1 * 10 + eq.eq2) * 10 + eq.eq3) * 10 + eq.eq4) * 10 + eq.eq5) * 10 + eq.eq6);
  const auto* found = std::ranges::lower_bound(kMacroVectorScores, key, {}, &MacroVectorScore::macro_vector);
  if (found == kMacroVectorScores.end() || found->macro_vector != key) return std::nullopt;
  return found->tenths / 10.0;
}

// EQ3 and EQ6 step together: the next lower macro vector is the better of the two where both can step.
std::optional<double> next_lower_eq3_eq6(MacroVector eq) {
  if (eq.eq3 == 2) return std::nullopt;
  MacroVector lower_eq6 = eq;
  ++lower_eq6.eq6;
  if (eq.eq3 == 1) return score_of(lower_eq6);
  ++eq.eq3;
  return std::max(score_of(lower_eq6), score_of(eq));
}

// How far the vector lies below the most severe ones of its macro vector: the least sum over those that
// dominate it.
template <std::size_t Metrics>
int steps_below(const std::array<int, Metrics>& levels,
                std::initializer_list<std::array<int, Metrics>> maxima) {
  for (const auto& most_severe : maxima) {
    int sum = 0;
    bool dominates = true;
    for (std::size_t i = 0; i < Metrics; ++i) {
      dominates = dominates && levels[i] >= most_severe[i];
      sum += levels[i] - most_severe[i];
    }
    if (dominates) return sum;
  }
  return 0;
}

using Triple = std::array<int, 3>;

int eq1_distance(const Levels& levels, int eq1) {
  const Triple actual{levels.attack_vector, levels.privileges, levels.interaction};
  if (eq1 == 0) return steps_below(actual, {Triple{0, 0, 0}});
  if (eq1 == 1) return steps_below(actual, {Triple{1, 0, 0}, Triple{0, 1, 0}, Triple{0, 0, 1}});
  return steps_below(actual, {Triple{3, 0, 0}, Triple{1, 1, 1}});
}

int eq2_distance(const Levels& levels, int eq2) {
  const std::array actual{levels.complexity, levels.requirements};
  using Pair = std::array<int, 2>;
  return eq2 == 0 ? 0 : steps_below(actual, {Pair{1, 0}, Pair{0, 1}});
}

int eq3_distance(const Levels& levels, int eq3) {
  if (eq3 == 0) return steps_below(levels.vulnerable, {Triple{0, 0, 0}});
  if (eq3 == 1) return steps_below(levels.vulnerable, {Triple{1, 0, 0}, Triple{0, 1, 0}});
  return steps_below(levels.vulnerable, {Triple{1, 1, 1}});
}

int eq4_distance(const Levels& levels, int eq4) {
  return steps_below(levels.subsequent, {eq4 == 1 ? Triple{0, 0, 0} : Triple{1, 1, 1}});
}

// The share of the way to the next lower score that each equivalence class has gone, averaged over those with
// a next one.
class MeanDistance {
 public:
  void add(double score, std::optional<double> next_lower, int gone, int depth) {
    if (!next_lower.has_value()) return;
    ++count_;
    sum_ += (score - *next_lower) * gone / depth;
  }
  double mean() const { return count_ == 0 ? 0 : sum_ / count_; }

 private:
  int count_ = 0;
  double sum_ = 0;
};

std::optional<double> stepped(MacroVector eq, int MacroVector::*part) {
  ++(eq.*part);
  return score_of(eq);
}

}  // namespace

Result<double> score_cvss4(const CvssVector& vector) {
  const Levels levels = TRY(read_levels(vector));
  if (std::ranges::count(levels.vulnerable, 2) == 3 && std::ranges::count(levels.subsequent, 2) == 3)
    return 0.0;
  const MacroVector eq = macro_vector_of(levels);
  const auto score = score_of(eq);
  if (!score.has_value()) return make_error(ErrorCode::Internal, "a CVSS 4.0 macro vector has no score");
  constexpr std::array kDepth1{1, 4, 5};
  constexpr std::array kDepth2{1, 2};
  constexpr std::array kDepth3{7, 8, 10};  // with EQ6 as a base vector has it
  constexpr std::array kDepth4{6, 5, 4};
  MeanDistance mean;
  mean.add(*score, stepped(eq, &MacroVector::eq1), eq1_distance(levels, eq.eq1),
           kDepth1[static_cast<std::size_t>(eq.eq1)]);
  mean.add(*score, stepped(eq, &MacroVector::eq2), eq2_distance(levels, eq.eq2),
           kDepth2[static_cast<std::size_t>(eq.eq2)]);
  mean.add(*score, next_lower_eq3_eq6(eq), eq3_distance(levels, eq.eq3),
           kDepth3[static_cast<std::size_t>(eq.eq3)]);
  mean.add(*score, stepped(eq, &MacroVector::eq4), eq4_distance(levels, eq.eq4),
           kDepth4[static_cast<std::size_t>(eq.eq4)]);
  mean.add(*score, stepped(eq, &MacroVector::eq5), 0, 1);
  constexpr double kBinaryFraction = 1e-6;  // so that x.x5 rounds up, as the specification's calculator does
  return std::clamp(std::round((*score - mean.mean() + kBinaryFraction) * 10) / 10, 0.0, 10.0);
}

}  // namespace lazaret::advisory
