// SPDX-License-Identifier: Apache-2.0
// Truth in three values, and what a field of a finding may hold. Read by everything in this room.
// A value borrows from the facts it was read from. Texts come from images: compared, never interpreted.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/time.h"
#include "core/model/severity.h"

namespace lazaret::rules {

// Kleene's logic; the order of the values makes AND the minimum and OR the maximum (S2).
enum class Truth : std::uint8_t { False, Unknown, True };

constexpr Truth truth_of(bool value) { return value ? Truth::True : Truth::False; }
constexpr Truth truth_not(Truth a) { return static_cast<Truth>(2 - static_cast<int>(a)); }
constexpr Truth truth_and(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth truth_or(Truth a, Truth b) { return std::max(a, b); }

struct Seconds {
  std::int64_t count = 0;
  auto operator<=>(const Seconds&) const = default;
};

// monostate: absent, every comparison with it is unknown.
using Value = std::variant<std::monostate, std::string_view, std::span<const std::string>, double, bool,
                           Severity, Instant, Seconds>;

}  // namespace lazaret::rules
