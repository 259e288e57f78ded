// SPDX-License-Identifier: Apache-2.0
#include "rules/version_range.h"

#include <array>
#include <utility>

#include "core/base/text.h"

namespace lazaret::rules {
namespace {

using Kind = VersionBound::Kind;
using Bounds = std::vector<VersionBound>;

// Longest first.
constexpr std::array<std::pair<std::string_view, Kind>, 7> kOperators{{{">=", Kind::Gte},
                                                                       {"<=", Kind::Lte},
                                                                       {"==", Kind::Eq},
                                                                       {"!=", Kind::Ne},
                                                                       {">", Kind::Gt},
                                                                       {"<", Kind::Lt},
                                                                       {"=", Kind::Eq}}};

std::optional<Kind> take_operator(std::string_view& text) {
  for (const auto& [word, kind] : kOperators)
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      return kind;
    }
  return std::nullopt;
}

Error bad_range(std::string_view what) {
  return make_error(
      ErrorCode::InvalidInput,
      std::string(what) + "; a range is written \">=1.2 <1.4.7 || ==2.0\" or vers:TYPE/>=1.2|<1.4.7");
}

// ">=1.2 <1.4.7"; a space may follow an operator.
Result<Bounds> parse_bounds(std::string_view text) {
  Bounds bounds;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const auto kind = take_operator(text);
    if (!kind) return bad_range("a bound begins with ==, !=, <, <=, > or >=");
    text = trim(text);
    const auto version = text.substr(0, text.find(' '));
    if (version.empty() || version.find_first_of("<>=!,|") != std::string_view::npos)
      return bad_range("a version is missing or holds one of <>=!,|");
    bounds.push_back({*kind, std::string(version)});
    text.remove_prefix(version.size());
  }
  if (bounds.empty()) return bad_range("the range is empty");
  return bounds;
}

// One constraint of vers; without an operator it is "=".
Result<VersionBound> parse_constraint(std::string_view text) {
  const auto kind = take_operator(text);
  if (text.empty() || text.find_first_of("<>=!,| ") != std::string_view::npos)
    return bad_range("a version is missing or holds one of <>=!,|");
  return VersionBound{kind.value_or(Kind::Eq), std::string(text)};
}

// vers-spec: constraints are in ascending order; one that opens and the next one that closes are an interval,
// and "!=" takes its version out of all of them.
std::vector<Bounds> intervals_of(const Bounds& constraints) {
  std::vector<Bounds> out;
  Bounds open, holes;
  for (const VersionBound& bound : constraints) {
    if (bound.kind == Kind::Ne) {
      holes.push_back(bound);
    } else if (bound.kind == Kind::Eq) {
      out.push_back({bound});
    } else if (bound.kind == Kind::Gt || bound.kind == Kind::Gte) {
      if (open.empty()) open = {bound};
    } else {
      open.push_back(bound);
      out.push_back(std::exchange(open, {}));
    }
  }
  if (!open.empty()) out.push_back(open);
  if (out.empty()) out.emplace_back();
  for (Bounds& interval : out) interval.insert(interval.end(), holes.begin(), holes.end());
  return out;
}

Result<VersionRange> parse_vers(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0) return bad_range("vers: without a type and a slash");
  VersionRange range;
  range.type = to_lower_ascii(text.substr(0, slash));
  text = text.substr(slash + 1);
  if (text == "*") {
    range.any_of.emplace_back();
    return range;
  }
  Bounds constraints;
  for (const auto part : split(text, '|')) constraints.push_back(TRY(parse_constraint(trim(part))));
  range.any_of = intervals_of(constraints);
  return range;
}

Truth satisfies(const VersionBound& bound, std::string_view type, std::string_view version,
                const VersionOrder& order) {
  const auto compared = order ? order(type, version, bound.version) : std::nullopt;
  if (!compared) return Truth::Unknown;
  switch (bound.kind) {
    case Kind::Eq: return truth_of(*compared == 0);
    case Kind::Ne: return truth_of(*compared != 0);
    case Kind::Lt: return truth_of(*compared < 0);
    case Kind::Lte: return truth_of(*compared <= 0);
    case Kind::Gt: return truth_of(*compared > 0);
    case Kind::Gte: return truth_of(*compared >= 0);
  }
  return Truth::Unknown;
}

}  // namespace

Result<VersionRange> parse_version_range(std::string_view text) {
  text = trim(text);
  if (text.starts_with("vers:")) return parse_vers(text.substr(5));
  VersionRange range;
  while (true) {
    const auto bar = text.find("||");
    range.any_of.push_back(TRY(parse_bounds(text.substr(0, bar))));
    if (bar == std::string_view::npos) return range;
    text = text.substr(bar + 2);
  }
}

Truth in_range(const VersionRange& range, std::string_view package_type, std::string_view version,
               const VersionOrder& order) {
  const auto type = range.type.empty() ? package_type : std::string_view(range.type);
  Truth any = Truth::False;
  for (const Bounds& bounds : range.any_of) {
    Truth all = Truth::True;
    for (const VersionBound& bound : bounds) all = truth_and(all, satisfies(bound, type, version, order));
    any = truth_or(any, all);
  }
  return any;
}

}  // namespace lazaret::rules
