// SPDX-License-Identifier: Apache-2.0
// Strict JSON reading into a plain tree, and a streaming writer. The only user of nlohmann/json.
// Called for manifests, configurations, advisories, plugin manifests and reports.
// Trusts nothing: size, depth and node count are bounded; duplicate keys, invalid UTF-8 and trailing bytes
// are errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace lazaret {

struct JsonLimits {
  std::uint64_t bytes = 4u << 20;
  std::uint64_t depth = 64;
  std::uint64_t nodes = 2'000'000;
};

// A JSON value. Accessors never throw: asking for what is not there gives null, empty or nullopt.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;  // in the order of the text

  Json() = default;
  template <typename T>
  explicit Json(T value) : value_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  bool is_number() const {
    return std::holds_alternative<std::int64_t>(value_) || std::holds_alternative<std::uint64_t>(value_) ||
           std::holds_alternative<double>(value_);
  }

  // The member's value, or a null value that lives for ever.
  const Json& operator[](std::string_view key) const;
  const Json* find(std::string_view key) const;
  std::string_view as_string(std::string_view otherwise = {}) const;
  std::optional<std::uint64_t> as_unsigned() const;  // integers only, not negative
  std::optional<std::int64_t> as_integer() const;
  std::optional<double> as_number() const;
  std::optional<bool> as_bool() const;
  const Array& items() const;     // empty when not an array
  const Object& members() const;  // empty when not an object
  Array* array();
  Object* object();

 private:
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> value_;
};

// `what` names the text in messages ("manifest sha256:…").
Result<Json> parse_json(std::string_view text, std::string_view what, const JsonLimits& limits = {});

// Writes JSON piece by piece. Strings that are not UTF-8 have each bad byte written as \ufffd.
class JsonWriter {
 public:
  enum class Style { Compact, Indented };
  explicit JsonWriter(Style style) : style_(style) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool flag);
  JsonWriter& number(double value, int decimals);  // fixed decimals: reports are byte-identical
  JsonWriter& null();
  // null where the text is empty.
  JsonWriter& value_or_null(std::string_view text) { return text.empty() ? null() : value(text); }

  std::string take() { return std::move(out_); }

 private:
  void separate();
  void newline();
  void open(char bracket);
  void close(char bracket);

  Style style_;
  std::string out_;
  std::vector<bool> has_item_;
  bool after_key_ = false;
};

}  // namespace lazaret
