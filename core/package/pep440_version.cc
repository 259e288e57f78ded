// SPDX-License-Identifier: Apache-2.0
// Python's ordering: [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local], with every spelling that PEP 440
// normalises. Called through the table of version.cc; trusts nothing of the text. Source: PEP 440, "Version
// specifiers", appendix B.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "pep440";
constexpr std::string_view kSeparators = "-_.";

struct Pep440Version {
  std::string_view epoch;
  std::vector<std::string_view> release;  // without trailing zeros
  char phase = 0;                         // 'a', 'b', 'r'; 0: none
  std::string_view phase_number;
  std::optional<std::string_view> post;
  std::optional<std::string_view> dev;
  std::vector<std::string_view> local;
};

struct Spelling {
  std::string_view word;
  char phase;
};
// Longer words first.
constexpr std::array<Spelling, 8> kPhases{{{"alpha", 'a'},
                                           {"beta", 'b'},
                                           {"preview", 'r'},
                                           {"pre", 'r'},
                                           {"rc", 'r'},
                                           {"a", 'a'},
                                           {"b", 'b'},
                                           {"c", 'r'}}};
constexpr std::array<std::string_view, 3> kPostWords{"post", "rev", "r"};

// "[-_.]? word [-_.]? number?"; the cursor moves only when the word is there.
template <typename TakeWord>
std::optional<std::string_view> take_segment(Cursor& cursor, TakeWord take_word) {
  Cursor ahead = cursor;
  ahead.take_any_of(kSeparators);
  if (!take_word(ahead)) return std::nullopt;
  ahead.take_any_of(kSeparators);
  const auto number = ahead.take_while(is_digit);
  cursor = ahead;
  return number;
}

void take_phase(Cursor& cursor, Pep440Version& version) {
  const auto number = take_segment(cursor, [&](Cursor& ahead) {
    const auto found = std::find_if(kPhases.begin(), kPhases.end(),
                                    [&](const auto& s) { return ahead.take_ignoring_case(s.word); });
    if (found != kPhases.end()) version.phase = found->phase;
    return found != kPhases.end();
  });
  version.phase_number = number.value_or("");
}

std::optional<std::string_view> take_post(Cursor& cursor) {
  Cursor ahead = cursor;
  if (ahead.take("-") && is_digit(ahead.peek())) {
    const auto number = ahead.take_while(is_digit);
    cursor = ahead;
    return number;
  }
  return take_segment(cursor, [](Cursor& at) {
    return std::any_of(kPostWords.begin(), kPostWords.end(),
                       [&](auto word) { return at.take_ignoring_case(word); });
  });
}

bool take_release(Cursor& cursor, Pep440Version& version) {
  version.release.push_back(cursor.take_while(is_digit));
  if (cursor.peek() == '!') {
    version.epoch = version.release.back();
    cursor.take("!");
    if (version.epoch.empty()) return false;
    version.release.back() = cursor.take_while(is_digit);
  }
  while (cursor.peek() == '.' && cursor.rest().size() > 1 && is_digit(cursor.rest()[1])) {
    cursor.take(".");
    version.release.push_back(cursor.take_while(is_digit));
  }
  const bool present = !version.release.front().empty();
  while (!version.release.empty() && without_leading_zeros(version.release.back()).empty())
    version.release.pop_back();
  return present;
}

bool take_local(Cursor& cursor, Pep440Version& version) {
  if (!cursor.take("+")) return true;
  do {
    version.local.push_back(cursor.take_while(is_alphanumeric));
    if (version.local.back().empty()) return false;
  } while (cursor.take_any_of(kSeparators));
  return true;
}

Result<Pep440Version> parse(std::string_view scheme, std::string_view text) {
  Pep440Version version;
  Cursor cursor(text);
  cursor.take_ignoring_case("v");
  if (!take_release(cursor, version)) return unparsable(scheme, text, "a release number is missing");
  take_phase(cursor, version);
  version.post = take_post(cursor);
  version.dev = take_segment(cursor, [](Cursor& at) { return at.take_ignoring_case("dev"); });
  if (!take_local(cursor, version))
    return unparsable(scheme, text, "a segment of the local version is empty");
  if (!cursor.at_end())
    return unparsable(scheme, text, "it does not follow [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]");
  return version;
}

// A development release of the final one sorts before its alphas; the final release sorts after its
// candidates.
int phase_rank(const Pep440Version& version) {
  if (version.phase != 0) return version.phase;
  return version.dev && !version.post ? 0 : 'z';
}

std::weak_ordering compare_release(const Pep440Version& a, const Pep440Version& b) {
  for (std::size_t i = 0; i < std::min(a.release.size(), b.release.size()); ++i)
    if (const auto order = compare_numbers(a.release[i], b.release[i]); order != 0) return order;
  return a.release.size() <=> b.release.size();
}

// Words before numbers, numbers by value, a longer one after its beginning.
std::weak_ordering compare_local(const Pep440Version& a, const Pep440Version& b) {
  for (std::size_t i = 0; i < std::min(a.local.size(), b.local.size()); ++i) {
    const bool number = is_number(a.local[i]);
    if (number != is_number(b.local[i]))
      return number ? std::weak_ordering::greater : std::weak_ordering::less;
    const auto order = number ? compare_numbers(a.local[i], b.local[i])
                              : to_lower_ascii(a.local[i]) <=> to_lower_ascii(b.local[i]);
    if (order != 0) return order;
  }
  return a.local.size() <=> b.local.size();
}

std::weak_ordering compare(const Pep440Version& a, const Pep440Version& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_release(a, b); order != 0) return order;
  if (const auto order = phase_rank(a) <=> phase_rank(b); order != 0) return order;
  if (const auto order = compare_numbers(a.phase_number, b.phase_number); order != 0) return order;
  if (const auto order = a.post.has_value() <=> b.post.has_value(); order != 0) return order;
  if (const auto order = compare_numbers(a.post.value_or(""), b.post.value_or("")); order != 0) return order;
  if (const auto order = b.dev.has_value() <=> a.dev.has_value(); order != 0) return order;
  if (const auto order = compare_numbers(a.dev.value_or(""), b.dev.value_or("")); order != 0) return order;
  return compare_local(a, b);
}

}  // namespace

VersionScheme pep440_scheme() { return SchemeOf<kName, parse, compare>::value(); }

}  // namespace lazaret::package
