// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/end_date.h"

#include <algorithm>

#include "core/base/time.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

bool has_offset(std::string_view text) {
  if (text.size() <= 19) return false;
  return text.ends_with('Z') || text.ends_with('z') ||
         text.substr(19).find_first_of("+-") != std::string_view::npos;
}

Result<Instant> parse_end(std::string_view text) {
  if (!is_plain_date(text) && !has_offset(text))
    return make_error(ErrorCode::InvalidInput,
                      "\"" + std::string(text) +
                          "\" is no date: write YYYY-MM-DD, or an instant with its offset "
                          "like 2027-03-31T12:00:00Z");
  auto instant = parse_instant(text);
  if (!instant)
    return make_error(ErrorCode::InvalidInput, "there is no \"" + std::string(text) + "\" in the calendar");
  return instant;
}

}  // namespace

bool is_plain_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) == 8;
}

Result<std::string> last_day_before(std::string_view text) {
  const auto end = TRY(parse_end(text));
  if (!is_plain_date(text)) return format_instant(end);
  return format_instant({end.unix_seconds - kSecondsPerDay}).substr(0, 10);
}

Result<std::string> checked_end(std::string_view text) {
  TRY(parse_end(text));
  return std::string(text);
}

}  // namespace lazaret::rules::exchange
