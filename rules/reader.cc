// SPDX-License-Identifier: Apache-2.0
#include "rules/reader.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"

namespace lazaret::rules {
namespace {

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) (out += out.empty() ? "" : ", ") += word;
  return out;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 100)) + "\""; }

}  // namespace

void Reporter::add(Code code, Span span, std::string message, std::string nearest) const {
  if (list_.kept.size() >= list_.limit)
    ++list_.left_out;
  else
    list_.kept.push_back({code, file_, span.line, span.column, std::move(message), std::move(nearest)});
}

void Reporter::add_near(Code code, Span span, std::string message, std::string_view word,
                        std::span<const std::string_view> candidates) const {
  // Bounded: a hostile file must not buy an edit distance to each of its own names.
  constexpr std::size_t kCandidates = 1000;
  const bool is_affordable = !full() && candidates.size() <= kCandidates;
  const std::string nearest(is_affordable ? nearest_name(word, candidates).value_or("") : "");
  if (!nearest.empty()) message += ", did you mean " + quoted(nearest) + "?";
  add(code, span, std::move(message), nearest);
}

std::string shape_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Null: return "nothing";
    case YamlNode::Kind::Scalar: return quoted(node.text);
    case YamlNode::Kind::List: return "a list";
    case YamlNode::Kind::Map: return "a mapping";
  }
  return "nothing";
}

MapReader::MapReader(const YamlNode& node, std::string_view what, std::span<const std::string_view> keys,
                     const Reporter& reporter)
    : node_(node), what_(what), reporter_(reporter) {
  if (!is_map()) reporter.add(Code::WrongShape, span(), what_ + " is a mapping, not " + shape_of(node));
  for (const YamlEntry& entry : node.entries)
    if (std::ranges::find(keys, entry.key) == keys.end())
      reporter.add_near(Code::UnknownKey, key_span(entry), what_ + " has no key " + quoted(entry.key),
                        entry.key, keys);
}

std::optional<std::string> MapReader::text(std::string_view key) const {
  const YamlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const YamlNode& value = found->value;
  if (value.kind == YamlNode::Kind::Scalar && !trim(value.text).empty()) return value.text;
  reporter_.add(value.kind == YamlNode::Kind::Scalar ? Code::BadValue : Code::WrongShape, span_of(value),
                std::string(key) + " is a text that is not empty, not " + shape_of(value));
  return std::nullopt;
}

bool MapReader::require(std::string_view key) const {
  if (entry(key)) return true;
  if (is_map()) reporter_.add(Code::MissingKey, span(), what_ + " needs the key " + quoted(key));
  return false;
}

std::optional<std::string> MapReader::required_text(std::string_view key) const {
  return require(key) ? text(key) : std::nullopt;
}

std::optional<std::string> MapReader::word(std::string_view key,
                                           std::span<const std::string_view> words) const {
  auto value = text(key);
  if (!value || std::ranges::find(words, *value) != words.end()) return value;
  reporter_.add_near(Code::BadValue, span_of(entry(key)->value),
                     std::string(key) + " is one of " + joined(words) + ", not " + quoted(*value), *value,
                     words);
  return std::nullopt;
}

std::optional<bool> MapReader::flag(std::string_view key) const {
  const YamlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const YamlNode& value = found->value;
  if (value.kind == YamlNode::Kind::Scalar && value.plain && (value.text == "true" || value.text == "false"))
    return value.text == "true";
  reporter_.add(Code::BadValue, span_of(value),
                std::string(key) + " is true or false, without quotes, not " + shape_of(value));
  return std::nullopt;
}

bool MapReader::flag(std::string_view key, bool otherwise) const { return flag(key).value_or(otherwise); }

std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t least,
                                               std::int64_t most) const {
  const YamlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const YamlNode& value = found->value;
  std::int64_t number = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (value.kind == YamlNode::Kind::Scalar && value.plain && error == std::errc() && stop == end &&
      number >= least && number <= most)
    return number;
  reporter_.add(Code::BadValue, span_of(value),
                std::string(key) + " is a whole number from " + std::to_string(least) + " to " +
                    std::to_string(most) + ", not " + shape_of(value));
  return std::nullopt;
}

std::vector<std::string> MapReader::texts(std::string_view key) const {
  const YamlEntry* found = entry(key);
  if (!found) return {};
  auto out = read_texts(found->value, key, reporter_);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> read_texts(const YamlNode& node, std::string_view what, const Reporter& reporter) {
  std::vector<std::string> out;
  const auto take = [&](const YamlNode& item) {
    if (item.kind == YamlNode::Kind::Scalar && !trim(item.text).empty())
      out.push_back(item.text);
    else
      reporter.add(Code::WrongShape, span_of(item),
                   std::string(what) + " is a list of texts, not of " + shape_of(item));
  };
  if (node.kind != YamlNode::Kind::List) {
    take(node);
    return out;
  }
  if (node.items.empty())
    reporter.add(Code::EmptyCondition, span_of(node), std::string(what) + " is an empty list");
  for (const YamlNode& item : node.items) take(item);
  return out;
}

}  // namespace lazaret::rules
