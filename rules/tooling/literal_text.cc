// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/literal_text.h"

#include <array>
#include <charconv>

#include "rules/condition.h"

namespace lazaret::rules {
namespace {

std::string number_text(double number) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return error == std::errc() ? std::string(buffer.data(), end) : "?";
}

std::string duration_text(Seconds span) {
  constexpr std::int64_t kDay = 86400;
  if (span.count % kDay == 0) return std::to_string(span.count / kDay) + "d";
  return std::to_string(span.count) + "s";
}

std::string purl_text(const Purl& purl) {
  std::string out = "pkg:" + purl.type + "/" + (purl.space.empty() ? "" : purl.space + "/") + purl.name;
  if (!purl.version.empty()) out += "@" + purl.version;
  for (const auto& [key, value] : purl.qualifiers) out += "&" + key + "=" + value;
  return purl.subpath.empty() ? out : out + "#" + purl.subpath;
}

std::string range_text(const VersionRange& range) {
  constexpr std::array<std::string_view, 6> kSigns{"==", "!=", "<", "<=", ">", ">="};
  std::string out = range.type.empty() ? "" : "vers:" + range.type + " ";
  for (const auto& bounds : range.any_of) {
    if (&bounds != &range.any_of.front()) out += " || ";
    for (const auto& bound : bounds) {
      if (&bound != &bounds.front()) out += ' ';
      out += std::string(kSigns[static_cast<std::size_t>(bound.kind)]) + bound.version;
    }
  }
  return out;
}

std::string pattern_text(const Pattern& pattern) {
  return (pattern.kind() == Pattern::Kind::Glob ? "glob " : "regex ") + pattern.text() +
         (pattern.options().search ? " (search)" : "");
}

struct ToText {
  std::string operator()(std::monostate) const { return "absent"; }
  std::string operator()(const std::string& text) const { return "\"" + text + "\""; }
  std::string operator()(std::string_view text) const { return "\"" + std::string(text) + "\""; }
  std::string operator()(std::span<const std::string> texts) const {
    std::string out;
    for (const auto& text : texts) (out += out.empty() ? "" : ", ") += "\"" + text + "\"";
    return "[" + out + "]";
  }
  std::string operator()(double number) const { return number_text(number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(Severity severity) const { return std::string(to_string(severity)); }
  std::string operator()(Instant instant) const { return format_instant(instant); }
  std::string operator()(Seconds span) const { return duration_text(span); }
  std::string operator()(const Purl& purl) const { return purl_text(purl); }
  std::string operator()(const VersionRange& range) const { return range_text(range); }
  std::string operator()(const std::shared_ptr<const Pattern>& pattern) const {
    return pattern_text(*pattern);
  }
};

std::string children_text(const Condition& condition) {
  std::string out;
  for (const auto& child : condition.children) (out += out.empty() ? "" : ", ") += text_of(*child);
  return out;
}

std::string leaf_text(const Condition& leaf) {
  constexpr std::array<std::string_view, 4> kQuantifiers{"", " any", " all", " none"};
  std::string out = field_name(leaf) + std::string(kQuantifiers[static_cast<std::size_t>(leaf.quantifier)]);
  for (const Test& test : leaf.tests) out += (&test == &leaf.tests.front() ? " " : " and ") + text_of(test);
  return out;
}

}  // namespace

std::string text_of(const Literal& literal) { return std::visit(ToText{}, literal); }
std::string text_of(const Value& value) { return std::visit(ToText{}, value); }

std::string text_of(const Test& test) {
  std::string operands;
  for (const Literal& operand : *test.operands)
    (operands += operands.empty() ? "" : ", ") += text_of(operand);
  if (test.op == Operator::In) operands = "[" + operands + "]";
  return std::string(to_string(test.op)) + " " + operands + (test.ignore_case ? " (ci)" : "") +
         (test.exact ? " (exact)" : "");
}

std::string text_of(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::Always: return "always";
    case Condition::Kind::Field: return leaf_text(condition);
    case Condition::Kind::Not: return "not (" + children_text(condition) + ")";
    case Condition::Kind::All: return "all (" + children_text(condition) + ")";
    case Condition::Kind::Any: return "any (" + children_text(condition) + ")";
  }
  return {};
}

}  // namespace lazaret::rules
