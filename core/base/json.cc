// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/base/text.h"

namespace lazaret {
namespace {

const Json kNull;
const Json::Array kNoItems;
const Json::Object kNoMembers;

// Above this many members a set is used to find duplicate keys.
constexpr std::size_t kLinearKeys = 16;

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(const JsonLimits& limits, std::string_view what) : limits_(limits), what_(what) {}

  bool null() override { return add(Json()); }
  bool boolean(bool flag) override { return add(Json(flag)); }
  bool number_integer(std::int64_t number) override { return add(Json(number)); }
  bool number_unsigned(std::uint64_t number) override { return add(Json(number)); }
  bool number_float(double number, const std::string&) override { return add(Json(number)); }
  bool string(std::string& text) override { return add(Json(std::move(text))); }
  bool binary(binary_t&) override { return fail(ErrorCode::InvalidInput, "binary value"); }
  bool start_object(std::size_t) override { return open(Json(Json::Object{})); }
  bool start_array(std::size_t) override { return open(Json(Json::Array{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override;
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override;

  Result<Json> finish() {
    if (error_) return std::move(*error_);
    return std::move(root_);
  }

 private:
  struct Level {
    Json node;
    std::string key;
    std::unordered_set<std::string> seen;
  };
  bool add(Json value);
  bool open(Json node);
  bool close();
  bool fail(ErrorCode code, const std::string& message);

  const JsonLimits& limits_;
  std::string_view what_;
  std::vector<Level> levels_;
  std::uint64_t nodes_ = 0;
  Json root_;
  std::optional<Error> error_;
};

bool TreeBuilder::fail(ErrorCode code, const std::string& message) {
  if (!error_) error_ = make_error(code, std::string(what_) + ": " + message);
  return false;
}

bool TreeBuilder::add(Json value) {
  if (++nodes_ > limits_.nodes)
    return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(limits_.nodes) + " JSON values");
  if (levels_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Level& top = levels_.back();
  if (auto* array = top.node.array())
    array->push_back(std::move(value));
  else
    top.node.object()->emplace_back(std::move(top.key), std::move(value));
  return true;
}

bool TreeBuilder::open(Json node) {
  if (levels_.size() >= limits_.depth)
    return fail(ErrorCode::LimitExceeded,
                "JSON nested deeper than " + std::to_string(limits_.depth) + " levels");
  levels_.push_back({std::move(node), {}, {}});
  return true;
}

bool TreeBuilder::close() {
  Json done = std::move(levels_.back().node);
  levels_.pop_back();
  return add(std::move(done));
}

bool TreeBuilder::key(std::string& name) {
  Level& top = levels_.back();
  const auto& members = *top.node.object();
  bool duplicate = false;
  if (members.size() < kLinearKeys) {
    duplicate = top.node.find(name) != nullptr;
  } else {
    if (top.seen.empty())
      for (const auto& member : members) top.seen.insert(member.first);
    duplicate = !top.seen.insert(name).second;
  }
  if (duplicate) return fail(ErrorCode::InvalidInput, "duplicate key \"" + escape_for_terminal(name) + "\"");
  top.key = std::move(name);
  return true;
}

bool TreeBuilder::parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
  return fail(ErrorCode::InvalidInput, "not JSON at byte " + std::to_string(position));
}

}  // namespace

const Json* Json::find(std::string_view key) const {
  if (const auto* object = std::get_if<Object>(&value_))
    for (const auto& member : *object)
      if (member.first == key) return &member.second;
  return nullptr;
}

const Json& Json::operator[](std::string_view key) const {
  const Json* found = find(key);
  return found != nullptr ? *found : kNull;
}

std::string_view Json::as_string(std::string_view otherwise) const {
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? std::string_view(*text) : otherwise;
}

std::optional<std::uint64_t> Json::as_unsigned() const {
  if (const auto* number = std::get_if<std::uint64_t>(&value_)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&value_); number != nullptr && *number >= 0)
    return static_cast<std::uint64_t>(*number);
  return std::nullopt;
}

std::optional<std::int64_t> Json::as_integer() const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) return *number;
  if (const auto* number = std::get_if<std::uint64_t>(&value_);
      number != nullptr && *number <= std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

std::optional<double> Json::as_number() const {
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  if (const auto integer = as_integer()) return static_cast<double>(*integer);
  return std::nullopt;
}

std::optional<bool> Json::as_bool() const {
  if (const auto* flag = std::get_if<bool>(&value_)) return *flag;
  return std::nullopt;
}

const Json::Array& Json::items() const {
  const auto* array = std::get_if<Array>(&value_);
  return array != nullptr ? *array : kNoItems;
}

const Json::Object& Json::members() const {
  const auto* object = std::get_if<Object>(&value_);
  return object != nullptr ? *object : kNoMembers;
}

Json::Array* Json::array() { return std::get_if<Array>(&value_); }
Json::Object* Json::object() { return std::get_if<Object>(&value_); }

Result<Json> parse_json(std::string_view text, std::string_view what, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return make_error(ErrorCode::LimitExceeded, std::string(what) + ": " + std::to_string(text.size()) +
                                                    " bytes of JSON, the limit is " +
                                                    std::to_string(limits.bytes));
  TreeBuilder builder(limits, what);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.finish();
}

JsonWriter& JsonWriter::begin_object() { return open('{'), *this; }
JsonWriter& JsonWriter::end_object() { return close('}'), *this; }
JsonWriter& JsonWriter::begin_array() { return open('['), *this; }
JsonWriter& JsonWriter::end_array() { return close(']'), *this; }

void JsonWriter::newline() {
  if (style_ == Style::Compact) return;
  out_ += '\n';
  out_.append(has_item_.size() * 2, ' ');
}

void JsonWriter::separate() {
  if (std::exchange(after_key_, false) || has_item_.empty()) return;
  if (has_item_.back()) out_ += ',';
  has_item_.back() = true;
  newline();
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  has_item_.push_back(false);
}

void JsonWriter::close(char bracket) {
  const bool had_items = has_item_.back();
  has_item_.pop_back();
  if (had_items) newline();
  out_ += bracket;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_ += style_ == Style::Compact ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  separate();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  separate();
  out_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::number(double value, int decimals) {
  separate();
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

}  // namespace lazaret
