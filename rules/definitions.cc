// SPDX-License-Identifier: Apache-2.0
#include "rules/definitions.h"

namespace lazaret::rules {

Definitions::Definitions(const YamlNode* map) {
  if (map)
    for (const YamlEntry& entry : map->entries) by_name_.emplace(entry.key, &entry);
}

const YamlEntry* Definitions::find(const YamlNode& name) const {
  const auto found = name.kind == YamlNode::Kind::Scalar ? by_name_.find(name.text) : by_name_.end();
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<std::string_view> Definitions::names(const Reporter& reporter) const {
  std::vector<std::string_view> names;
  if (reporter.full()) return names;
  for (const auto& [name, entry] : by_name_) names.push_back(name);
  return names;
}

std::string place_in_file(Span span) { return std::to_string(span.line) + ":" + std::to_string(span.column); }

}  // namespace lazaret::rules
