// SPDX-License-Identifier: Apache-2.0
#include "core/daemon/config/section.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "core/base/text.h"

namespace lazaret::daemon {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::optional<std::uint64_t> seconds_of(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    default: return std::nullopt;
  }
}

std::optional<std::uint64_t> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto unit = seconds_of(text.back());
  const auto count = parse_unsigned(text.substr(0, text.size() - 1));
  if (!unit || !count || *count > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return *count * *unit;
}

std::string show(std::chrono::seconds span) { return std::to_string(span.count()) + "s"; }

std::string list_of(std::span<const std::string_view> words) {
  std::string list;
  for (const auto word : words) list += (list.empty() ? "" : ", ") + std::string(word);
  return list;
}

}  // namespace

Section::Section(const YamlNode& node, std::string name, std::vector<YamlProblem>& problems)
    : node_(node), name_(std::move(name)), problems_(problems) {
  if (node.kind != YamlNode::Kind::Map && node.kind != YamlNode::Kind::Null)
    fail(node, (name_.empty() ? "the file" : name_) + " must hold keys and values");
}

void Section::fail(const YamlNode& node, std::string message) {
  problems_.push_back({std::max(node.line, 1), std::max(node.column, 1), std::move(message)});
}

void Section::fail(std::string_view key, std::string message) {
  const YamlEntry* entry = node_.find(key);
  fail(entry != nullptr ? entry->value : node_, std::move(message));
}

const YamlNode* Section::take(std::string_view key) {
  asked_.push_back(key);
  const YamlEntry* entry = node_.find(key);
  return entry != nullptr && entry->value.kind != YamlNode::Kind::Null ? &entry->value : nullptr;
}

const YamlNode* Section::take_scalar(std::string_view key) {
  const YamlNode* value = take(key);
  if (value == nullptr || value->kind == YamlNode::Kind::Scalar) return value;
  fail(*value, std::string(key) + " must be one value");
  return nullptr;
}

std::string Section::text(std::string_view key, std::string_view otherwise) {
  const YamlNode* value = take_scalar(key);
  return value != nullptr ? value->text : std::string(otherwise);
}

std::string Section::required(std::string_view key) {
  std::string value = text(key);
  if (value.empty()) fail(key, std::string(key) + " must be given" + (name_.empty() ? "" : " in " + name_));
  return value;
}

bool Section::flag(std::string_view key, bool otherwise) {
  constexpr std::string_view kWords[] = {"false", "true"};
  return word(key, kWords, otherwise ? 1 : 0) == 1;
}

std::uint64_t Section::number(std::string_view key, std::uint64_t otherwise, std::uint64_t least,
                              std::uint64_t most) {
  const YamlNode* value = take_scalar(key);
  if (value == nullptr) return otherwise;
  const auto number = parse_unsigned(value->text);
  if (number && *number >= least && *number <= most) return *number;
  fail(*value, std::string(key) + " is a number from " + std::to_string(least) + " to " +
                   std::to_string(most) + ", not " + quoted(value->text));
  return otherwise;
}

std::chrono::seconds Section::duration(std::string_view key, std::chrono::seconds otherwise,
                                       std::chrono::seconds least, std::chrono::seconds most) {
  const YamlNode* value = take_scalar(key);
  if (value == nullptr) return otherwise;
  const auto count = parse_duration(value->text);
  if (count && *count >= static_cast<std::uint64_t>(least.count()) &&
      *count <= static_cast<std::uint64_t>(most.count()))
    return std::chrono::seconds(*count);
  fail(*value, std::string(key) + " is a time like 90s, 15m, 24h or 30d, from " + show(least) + " to " +
                   show(most) + ", not " + quoted(value->text));
  return otherwise;
}

std::size_t Section::word(std::string_view key, std::span<const std::string_view> words,
                          std::size_t otherwise) {
  const YamlNode* value = take_scalar(key);
  if (value == nullptr) return otherwise;
  const auto found = std::find(words.begin(), words.end(), value->text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto near = nearest_name(value->text, words);
  fail(*value, std::string(key) + " is one of " + list_of(words) + ", not " + quoted(value->text) +
                   (near ? "; did you mean " + quoted(*near) + "?" : ""));
  return otherwise;
}

std::vector<std::string> Section::texts(std::string_view key) {
  const YamlNode* value = take(key);
  if (value == nullptr) return {};
  if (value->kind == YamlNode::Kind::Scalar) return {value->text};
  std::vector<std::string> all;
  if (value->kind == YamlNode::Kind::Map) fail(*value, std::string(key) + " is a value or a list of values");
  for (const auto& item : value->items) {
    if (item.kind == YamlNode::Kind::Scalar && !item.text.empty())
      all.push_back(item.text);
    else
      fail(item, "each of " + std::string(key) + " must be one value");
  }
  return all;
}

void Section::run(const YamlNode& node, const std::string& name, const std::function<void(Section&)>& read) {
  if (problems_.size() >= Limits{}.yaml_problems) return;
  Section section(node, name, problems_);
  read(section);
  section.finish();
}

void Section::section(std::string_view key, const std::function<void(Section&)>& read) {
  static const YamlNode kEmpty;
  const YamlNode* value = take(key);
  const std::string name = (name_.empty() ? "" : name_ + ".") + std::string(key);
  run(value != nullptr ? *value : kEmpty, name, read);
}

void Section::sections(std::string_view key, const std::function<void(Section&)>& read_each) {
  const YamlNode* value = take(key);
  if (value == nullptr) return;
  if (value->kind != YamlNode::Kind::List) return fail(*value, std::string(key) + " must be a list");
  const std::string name = (name_.empty() ? "" : name_ + ".") + std::string(key);
  for (std::size_t i = 0; i < value->items.size(); ++i)
    run(value->items[i], name + "[" + std::to_string(i) + "]", read_each);
}

void Section::finish() {
  for (const auto& entry : node_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    const auto near = nearest_name(entry.key, asked_);
    problems_.push_back({entry.line, entry.column,
                         "there is no setting " + quoted(entry.key) + (name_.empty() ? "" : " in " + name_) +
                             (near ? ", did you mean " + quoted(*near) + "?" : "")});
  }
}

}  // namespace lazaret::daemon
