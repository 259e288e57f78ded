// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/ranges.h"

#include <algorithm>

namespace lazaret::advisory {
namespace {

constexpr std::string_view kBeginning = "0";  // introduced "0": before any version, whatever the scheme

bool is_beginning(const RangeEvent& event) {
  return event.kind == EventKind::Introduced && event.version == kBeginning;
}

// Whether `a` sorts before `b`; the first error stays in `failure`.
bool comes_before(const RangeEvent& a, const RangeEvent& b, const package::VersionScheme& scheme,
                  Result<void>& failure) {
  if (!failure.has_value() || is_beginning(b)) return false;
  if (is_beginning(a)) return true;
  const auto order = scheme.compare(a.version, b.version);
  if (order.has_value()) return order.value() < 0;
  failure = order.error();
  return false;
}

// Stable insertion sort: safe with an ordering that fails half way, and ranges are short.
Result<std::vector<RangeEvent>> sorted_events(const Range& range, const package::VersionScheme& scheme) {
  std::vector<RangeEvent> sorted;
  Result<void> failure;
  for (const RangeEvent& event : range.events) {
    if (event.kind == EventKind::Limit) continue;
    auto place = sorted.end();
    while (place != sorted.begin() && comes_before(event, *std::prev(place), scheme, failure)) --place;
    if (!failure.has_value()) return failure.error();
    sorted.insert(place, event);
  }
  return sorted;
}

// limit: versions from it on belong to another branch; several limits are a union.
Result<bool> is_before_limits(const Range& range, std::string_view version,
                              const package::VersionScheme& scheme) {
  bool has_limit = false;
  for (const RangeEvent& event : range.events) {
    if (event.kind != EventKind::Limit) continue;
    if (event.version == "*") return true;
    has_limit = true;
    if (TRY(scheme.compare(version, event.version)) < 0) return true;
  }
  return !has_limit;
}

Result<bool> is_reached(const RangeEvent& event, std::string_view version,
                        const package::VersionScheme& scheme) {
  if (is_beginning(event)) return true;
  const auto order = TRY(scheme.compare(version, event.version));
  return event.kind == EventKind::LastAffected ? order > 0 : order >= 0;
}

}  // namespace

Result<RangeVerdict> evaluate_range(const Range& range, std::string_view version,
                                    const package::VersionScheme& scheme) {
  RangeVerdict verdict;
  for (const RangeEvent& event : TRY(sorted_events(range, scheme))) {
    if (TRY(is_reached(event, version, scheme))) {
      verdict.affected = event.kind == EventKind::Introduced;
      continue;
    }
    if (event.kind == EventKind::LastAffected) verdict.has_last_affected = true;
    if (event.kind == EventKind::Fixed && verdict.fixed.empty()) verdict.fixed = event.version;
  }
  if (verdict.affected) verdict.affected = TRY(is_before_limits(range, version, scheme));
  return verdict;
}

}  // namespace lazaret::advisory
