// SPDX-License-Identifier: Apache-2.0
#include "core/base/time.h"

#include <algorithm>
#include <cstdio>

#include "core/base/text.h"

namespace lazaret {
namespace {

// Reads exactly `width` digits at the front of `text` and removes them.
bool take_digits(std::string_view& text, std::size_t width, unsigned& value) {
  if (text.size() < width) return false;
  const auto number = parse_unsigned(text.substr(0, width));
  if (!number) return false;
  value = static_cast<unsigned>(*number);
  text.remove_prefix(width);
  return true;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool take_zone(std::string_view text, std::int64_t& offset_seconds) {
  if (text == "Z" || text == "z") return true;
  const bool west = text.starts_with('-');
  unsigned hours = 0;
  unsigned minutes = 0;
  if (!take_char(text, "+-") || !take_digits(text, 2, hours)) return false;
  take_char(text, ":");
  if (!take_digits(text, 2, minutes) || !text.empty() || hours > 23 || minutes > 59) return false;
  offset_seconds = (west ? -1 : 1) * static_cast<std::int64_t>(hours * 3600 + minutes * 60);
  return true;
}

bool take_clock(std::string_view& text, std::int64_t& seconds) {
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  if (!take_digits(text, 2, hour) || !take_char(text, ":") || !take_digits(text, 2, minute) ||
      !take_char(text, ":") || !take_digits(text, 2, second))
    return false;
  if (hour > 23 || minute > 59 || second > 60) return false;
  seconds = hour * 3600 + minute * 60 + second;
  if (take_char(text, ".,"))
    while (take_char(text, "0123456789")) {
    }
  return true;
}

}  // namespace

Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

Result<Instant> parse_instant(std::string_view text) {
  const auto bad = [whole = std::string(text.substr(0, 64))] {
    return make_error(ErrorCode::InvalidInput,
                      "\"" + escape_for_terminal(whole) + "\" is not an instant like 2026-11-23T20:40:00Z");
  };
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!take_digits(text, 4, year) || !take_char(text, "-") || !take_digits(text, 2, month) ||
      !take_char(text, "-") || !take_digits(text, 2, day))
    return bad();
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return bad();
  const std::int64_t midnight = std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86400};
  if (text.empty()) return Instant{midnight};
  std::int64_t seconds = 0;
  std::int64_t offset = 0;
  if (!take_char(text, "Tt ") || !take_clock(text, seconds) || !take_zone(text, offset)) return bad();
  return Instant{midnight + seconds - offset};
}

std::string format_instant(Instant instant) {
  using namespace std::chrono;
  const sys_seconds point{seconds(instant.unix_seconds)};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{point - day};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::chrono::milliseconds Deadline::left() const {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace lazaret
