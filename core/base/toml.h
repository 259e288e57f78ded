// SPDX-License-Identifier: Apache-2.0
// TOML read into a tree of values with places. Called for registries.conf and OSV-Scanner's configuration;
// the only user of toml++, which throws and, given some inputs, asserts: both are fenced here. Trusts nothing
// of the text but its size, which the caller bounds; nesting is bounded by the library (256).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret {

struct TomlMember;

struct TomlNode {
  enum class Kind { Table, List, Text, Boolean, Number, Date };
  Kind kind = Kind::Table;
  int line = 0;  // from 1
  int column = 0;
  std::string text;                 // of Text, UTF-8; "true", "1.5", "2026-01-01" of the other scalars
  std::vector<TomlMember> members;  // of Table, sorted by key
  std::vector<TomlNode> items;      // of List

  bool is(Kind wanted) const { return kind == wanted; }
};

struct TomlMember {
  std::string key;
  int line = 0;
  TomlNode value;
};

// The document's table. Refuses what is not UTF-8 or holds control characters. Errors read
// "what:line:column: message"; columns count escaped bytes behind letters that are not ASCII.
Result<TomlNode> read_toml(std::string_view text, const std::string& what);

}  // namespace lazaret
