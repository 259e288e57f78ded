// SPDX-License-Identifier: Apache-2.0
// The named lists or macros of one file. Called by the readers of conditions. Borrows from the file's tree.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/reader.h"

namespace lazaret::rules {

class Definitions {
 public:
  explicit Definitions(const YamlNode* map);  // null: none
  // Of a scalar that is a name; null where there is none of it.
  const YamlEntry* find(const YamlNode& name) const;
  // For the nearest one; none where no further problem is printed.
  std::vector<std::string_view> names(const Reporter& reporter) const;
  auto begin() const { return by_name_.begin(); }
  auto end() const { return by_name_.end(); }

 private:
  std::map<std::string_view, const YamlEntry*> by_name_;
};

std::string place_in_file(Span span);  // "3:12"

}  // namespace lazaret::rules
