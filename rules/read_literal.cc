// SPDX-License-Identifier: Apache-2.0
#include "rules/read_literal.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/text.h"

namespace lazaret::rules {
namespace {

struct LiteralReader {
  const YamlNode& node;
  const Field& field;
  Operator op;
  TextOptions options;
  PatternMaker& patterns;
  const Reporter& reporter;

  std::optional<Literal> wrong(std::string_view wanted) const {
    reporter.add(
        Code::WrongType, span_of(node),
        std::string(field.name) + " is compared with " + std::string(wanted) + ", not " + shape_of(node));
    return std::nullopt;
  }
  template <typename T>
  std::optional<Literal> or_wrong(const std::optional<T>& value, std::string_view wanted) const {
    return value && node.plain ? std::optional<Literal>(*value) : wrong(wanted);
  }
  std::optional<Literal> pattern(Pattern::Kind kind) const;
  std::optional<Literal> text() const;
  std::optional<Literal> word() const;
  std::optional<Literal> severity() const;
  std::optional<Literal> instant() const;
  std::optional<Literal> purl() const;
  std::optional<Literal> range() const;
  std::optional<Literal> version() const;
  std::optional<Literal> by_type() const;
  std::optional<Literal> read() const;
};

std::optional<Literal> LiteralReader::pattern(Pattern::Kind kind) const {
  auto compiled = patterns.make(kind, node.text, {options.ignore_case, options.search});
  if (compiled) return compiled.take();
  reporter.add(compiled.error().code == ErrorCode::LimitExceeded ? Code::Limit : Code::BadPattern,
               span_of(node), compiled.error().message);
  return std::nullopt;
}

// A wildcard where nothing is a wildcard would never match, and nobody would see it.
std::optional<Literal> LiteralReader::text() const {
  const bool is_equality = op == Operator::Eq || op == Operator::In;
  if (field.name == "finding.path" && (is_equality || op == Operator::Prefix) &&
      !node.text.starts_with('/')) {
    reporter.add(Code::BadValue, span_of(node), "a path begins with a slash, not " + shape_of(node));
    return std::nullopt;
  }
  return options.ignore_case ? to_lower_ascii(node.text) : node.text;
}

std::optional<Literal> LiteralReader::word() const {
  if (std::ranges::find(field.words, node.text) != field.words.end()) return node.text;
  std::string words;
  for (const auto each : field.words) (words += words.empty() ? "" : ", ") += each;
  reporter.add_near(Code::BadValue, span_of(node),
                    std::string(field.name) + " is one of " + words + ", not " + shape_of(node), node.text,
                    field.words);
  return std::nullopt;
}

std::optional<Literal> LiteralReader::severity() const {
  if (const auto severity = parse_severity(node.text)) return *severity;
  reporter.add_near(
      Code::BadValue, span_of(node),
      "a severity is one of unknown, negligible, low, medium, high, critical, not " + shape_of(node),
      node.text, kSeverityNames);
  return std::nullopt;
}

std::optional<Literal> LiteralReader::instant() const {
  if (op == Operator::OlderThan || op == Operator::NewerThan) {
    const auto duration = parse_duration(node.text);
    return duration ? std::optional<Literal>(*duration) : wrong("a duration like 30d or 12h");
  }
  const auto instant = parse_instant(node.text);
  return instant ? std::optional<Literal>(*instant) : wrong("a date YYYY-MM-DD or RFC 3339");
}

std::optional<Literal> LiteralReader::purl() const {
  if (op != Operator::Eq && op != Operator::In) return text();
  auto purl = parse_purl(node.text);
  if (purl) return purl.take();
  reporter.add(Code::BadValue, span_of(node), purl.error().message + ", not " + shape_of(node));
  return std::nullopt;
}

std::optional<Literal> LiteralReader::range() const {
  auto range = parse_version_range(node.text);
  if (range) return range.take();
  reporter.add(Code::BadValue, span_of(node), range.error().message);
  return std::nullopt;
}

std::optional<Literal> LiteralReader::version() const {
  if (op == Operator::Range) return range();
  if (node.text.find_first_of("<>=! |") == std::string::npos) return text();
  reporter.add(Code::BadValue, span_of(node),
               "not a version: " + shape_of(node) + "; a range is written {range: …}");
  return std::nullopt;
}

std::optional<Literal> LiteralReader::by_type() const {
  switch (field.type) {
    case FieldType::Text:
    case FieldType::Path:
    case FieldType::TextList:
    case FieldType::PathList: return text();
    case FieldType::Word: return word();
    case FieldType::Purl: return purl();
    case FieldType::Version: return version();
    case FieldType::Number: return or_wrong(parse_number(node.text), "a decimal number");
    case FieldType::Severity: return severity();
    case FieldType::Instant: return instant();
    case FieldType::Duration: {
      const auto duration = parse_duration(node.text);
      return duration ? std::optional<Literal>(*duration) : wrong("a duration like 30d or 12h");
    }
    case FieldType::Boolean: break;
  }
  const bool is_flag = node.plain && (node.text == "true" || node.text == "false");
  return is_flag ? std::optional<Literal>(node.text == "true") : wrong("true or false");
}

std::optional<Literal> LiteralReader::read() const {
  if (node.kind != YamlNode::Kind::Scalar) return wrong("one value (an absent one is {exists: false})");
  if (op == Operator::Glob) return pattern(Pattern::Kind::Glob);
  if (op == Operator::Regex) return pattern(Pattern::Kind::Regex);
  return by_type();
}

std::int64_t unit_seconds(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    case 'w': return 604800;
    default: return 0;
  }
}

}  // namespace

std::optional<Literal> read_literal(const YamlNode& node, const Field& field, Operator op,
                                    TextOptions options, PatternMaker& patterns, const Reporter& reporter) {
  return LiteralReader{node, field, op, options, patterns, reporter}.read();
}

std::optional<Seconds> parse_duration(std::string_view text) {
  constexpr std::uint64_t kMost = 1'000'000;  // of each unit: no sum overflows
  Seconds total;
  if (trim(text).empty() || text.size() > 64) return std::nullopt;
  for (const auto part : split(trim(text), ' ')) {
    const auto count = part.size() < 2 ? std::nullopt : parse_unsigned(part.substr(0, part.size() - 1));
    const std::int64_t unit = part.empty() ? 0 : unit_seconds(part.back());
    if (!count || *count > kMost || unit == 0) return std::nullopt;
    total.count += static_cast<std::int64_t>(*count) * unit;
  }
  return total;
}

// Decimal digits, one point, a sign: no exponents, no hexadecimals, no "inf".
std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  if (text.empty() || text.size() > 32 || text.find_first_not_of("0123456789.-") != std::string_view::npos)
    return std::nullopt;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

}  // namespace lazaret::rules
