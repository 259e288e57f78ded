// SPDX-License-Identifier: Apache-2.0
// Members of a report's objects, as every part of the JSON format writes them: null for an empty text, lists
// always there. Called by json.cc, decision_json.cc and receipt_json.cc. Texts are hostile: JsonWriter
// escapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace lazaret::report {

inline void write_text(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key).value_or_null(text);
}

inline void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.value(std::string_view(text));
  json.end_array();
}

// `write_item(json, item)` writes the members of one object.
template <typename Items, typename WriteItem>
void write_list(JsonWriter& json, std::string_view key, const Items& items, WriteItem write_item) {
  json.key(key).begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write_item(json, item);
    json.end_object();
  }
  json.end_array();
}

}  // namespace lazaret::report
