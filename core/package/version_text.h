// SPDX-License-Identifier: Apache-2.0
// What the version orderings share: character classes, numbers of any length, a cursor, the words of an
// error. Called by core/package/*_version.cc and nobody else. The text is hostile; its length was checked in
// version.cc. Numbers are compared as digit strings, so that no installed version can overflow into another.
#pragma once

#include <algorithm>
#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/base/text.h"

namespace lazaret::package {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
constexpr bool is_visible_ascii(char c) { return c > ' ' && c < '\x7f'; }

template <typename Predicate>
constexpr bool all_of(std::string_view text, Predicate predicate) {
  for (const char c : text)
    if (!predicate(c)) return false;
  return true;
}
constexpr bool is_number(std::string_view text) { return !text.empty() && all_of(text, is_digit); }

constexpr std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

// Digit strings of any length; an empty one is zero.
constexpr std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  a = without_leading_zeros(a);
  b = without_leading_zeros(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

// Takes pieces off the front of a text that outlives it.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const { return rest_; }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // `word` in lower case.
  bool take_ignoring_case(std::string_view word) {
    if (to_lower_ascii(rest_.substr(0, word.size())) != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // Takes one character out of `set`, if there is one.
  bool take_any_of(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <typename Predicate>
  std::string_view take_while(Predicate predicate) {
    std::size_t length = 0;
    while (length < rest_.size() && predicate(rest_[length])) ++length;
    return take_bytes(length);
  }
  std::string_view take_bytes(std::size_t length) {
    const auto part = rest_.substr(0, length);
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view rest_;
};

// `dpkg version "1:": nothing follows the epoch`; the version stands as it came, printers escape.
inline Error unparsable(std::string_view scheme, std::string_view version, std::string_view why) {
  std::string message(scheme);
  message.append(" version \"").append(version).append("\": ").append(why);
  return make_error(ErrorCode::InvalidInput, std::move(message));
}

}  // namespace lazaret::package
