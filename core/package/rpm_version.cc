// SPDX-License-Identifier: Apache-2.0
// RPM's ordering: [epoch:]version[-release]. Called through the table of version.cc; trusts nothing of the
// text. Source: rpm-version(7), "rpmvercmp". A release that only one side has is not compared, as in RPM's
// dependencies
// ("foo < 1.2" says nothing of releases): so versions with and without release together are no strict weak
// order.
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "rpm";

struct RpmVersion {
  std::string_view epoch;
  std::string_view version;
  std::string_view release;  // empty: any
};

Result<RpmVersion> parse(std::string_view scheme, std::string_view text) {
  RpmVersion parsed;
  parsed.version = text;
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    parsed.epoch = text.substr(0, colon);
    parsed.version = text.substr(colon + 1);
    if (!is_number(parsed.epoch))
      return unparsable(scheme, text, "the epoch before the colon is not a number");
  }
  if (const auto dash = parsed.version.rfind('-'); dash != std::string_view::npos) {
    parsed.release = parsed.version.substr(dash + 1);
    parsed.version = parsed.version.substr(0, dash);
    if (parsed.release.empty()) return unparsable(scheme, text, "nothing follows the last hyphen");
  }
  if (parsed.version.empty()) return unparsable(scheme, text, "the version is empty");
  if (!all_of(text, is_visible_ascii))
    return unparsable(scheme, text, "it holds a space, a control or a non-ASCII byte");
  if (text.find(':', parsed.epoch.size() + 1) != std::string_view::npos && !parsed.epoch.empty())
    return unparsable(scheme, text, "it has a second colon");
  return parsed;
}

bool is_separator(char c) { return !is_alphanumeric(c) && c != '~' && c != '^'; }

// At a place: the tilde sorts before the end, the end before the caret, the caret before letters, those
// before digits.
int rank(char c) {
  if (c == '~') return 0;
  if (c == '\0') return 1;
  if (c == '^') return 2;
  return is_digit(c) ? 4 : 3;
}

std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  Cursor left(a), right(b);
  for (;;) {
    left.take_while(is_separator);
    right.take_while(is_separator);
    const int kind = rank(left.peek());
    if (const auto order = kind <=> rank(right.peek()); order != 0) return order;
    if (left.at_end()) return std::weak_ordering::equivalent;
    if (kind == rank('~') || kind == rank('^')) {
      left.take_bytes(1);
      right.take_bytes(1);
    } else if (kind == rank('0')) {
      const auto order = compare_numbers(left.take_while(is_digit), right.take_while(is_digit));
      if (order != 0) return order;
    } else if (const auto order = left.take_while(is_letter) <=> right.take_while(is_letter); order != 0) {
      return order;
    }
  }
}

std::weak_ordering compare(const RpmVersion& a, const RpmVersion& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_part(a.version, b.version); order != 0) return order;
  if (a.release.empty() || b.release.empty()) return std::weak_ordering::equivalent;
  return compare_part(a.release, b.release);
}

}  // namespace

VersionScheme rpm_scheme() { return SchemeOf<kName, parse, compare>::value(); }

}  // namespace lazaret::package
