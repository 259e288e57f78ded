// SPDX-License-Identifier: Apache-2.0
// The six severities, their words and their order. Called by matcher, gates and reports. Parsing is strict.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace lazaret {

enum class Severity { Unknown, Negligible, Low, Medium, High, Critical };

inline constexpr std::array<std::string_view, 6> kSeverityNames{"unknown", "negligible", "low",
                                                                "medium",  "high",       "critical"};

constexpr std::string_view to_string(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

constexpr std::optional<Severity> parse_severity(std::string_view word) {
  for (std::size_t i = 0; i < kSeverityNames.size(); ++i)
    if (kSeverityNames[i] == word) return static_cast<Severity>(i);
  return std::nullopt;
}

}  // namespace lazaret
