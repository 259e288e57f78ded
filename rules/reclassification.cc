// SPDX-License-Identifier: Apache-2.0
#include "rules/reclassification.h"

#include <algorithm>
#include <tuple>

namespace lazaret::rules {
namespace {

std::optional<Severity> opinion_of(const FindingFacts& finding, Opinion opinion) {
  const SeverityOpinion* best = nullptr;
  for (const SeverityOpinion& each : finding.opinions) {
    const bool is_cvss = each.source.starts_with("cvss:");
    const bool is_vendor = !is_cvss && each.source != "nvd" && each.source != "ghsa";
    if (each.severity == Severity::Unknown) continue;
    if (opinion == Opinion::Cvss && is_cvss && (!best || each.source > best->source)) best = &each;
    if (opinion == Opinion::Nvd && each.source == "nvd") best = &each;
    if (opinion == Opinion::Vendor && is_vendor && (!best || each.severity > best->severity)) best = &each;
  }
  return best ? std::optional(best->severity) : std::nullopt;
}

}  // namespace

std::optional<Severity> target_of(const Reclassify& reclassify, const FindingFacts& finding) {
  if (const auto* severity = std::get_if<Severity>(&reclassify.to)) return *severity;
  if (const auto* opinion = std::get_if<Opinion>(&reclassify.to)) return opinion_of(finding, *opinion);
  if (finding.severity == Severity::Unknown) return std::nullopt;
  const int shifted = static_cast<int>(finding.severity) + std::get<int>(reclassify.to);
  return static_cast<Severity>(
      std::clamp(shifted, static_cast<int>(Severity::Negligible), static_cast<int>(Severity::Critical)));
}

TagReading reading_of(std::optional<Severity> target, Severity raw) {
  return target && raw != Severity::Unknown && *target > raw ? TagReading::SomeTag : TagReading::EveryTag;
}

bool reclassifies_below(const Rule& a, const Rule& b) {
  const auto key = [](const Rule& rule) {
    const bool final = rule.reclassify->final;
    return std::tuple(final, final ? authority_of(rule.layer) : 0, rank_of(rule.layer), rule.priority,
                      -static_cast<std::int64_t>(rule.file), -static_cast<std::int64_t>(rule.index));
  };
  return key(a) < key(b);
}

std::string_view missing_target(const Reclassify& reclassify) {
  return std::holds_alternative<int>(reclassify.to) ? "unknown:finding.severity" : "unknown:reclassify.from";
}

}  // namespace lazaret::rules
