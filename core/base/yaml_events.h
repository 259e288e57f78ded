// SPDX-License-Identifier: Apache-2.0
// YAML read through yaml-cpp's events into a bounded tree with places, and that tree as flat settings.
// Called for rules and for the user's configuration; the only user of yaml-cpp, whose node tree is not used:
// that accepts duplicate keys, cycles and further documents. Trusts nothing: bytes, depth and nodes are
// bounded; anchors, aliases, tags, merge keys, duplicate keys, tabs and second documents are errors with
// their place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret {

struct YamlEntry;

// Lines and columns count from 1; columns count bytes.
struct YamlNode {
  enum class Kind { Null, Scalar, List, Map };
  Kind kind = Kind::Null;
  int line = 0;
  int column = 0;
  std::string text;    // Scalar: as written, quotes removed; nothing is resolved, so 1.10 stays "1.10"
  bool plain = false;  // Scalar: written without quotes
  std::vector<YamlNode> items;     // List
  std::vector<YamlEntry> entries;  // Map, in the order of the file

  const YamlEntry* find(std::string_view key) const;  // of a Map; null where it has no such key
};

struct YamlEntry {
  std::string key;
  int line = 0;
  int column = 0;
  YamlNode value;
};

struct YamlProblem {
  int line = 0;
  int column = 0;
  std::string message;
};

struct YamlTree {
  YamlNode root;  // Null for an empty text, and where the text is not YAML
  std::uint64_t nodes = 0;
  std::vector<YamlProblem> problems;  // empty: all is well
  // False: not YAML, or over a limit; one problem says why, and `root` holds nothing. With `readable` and
  // problems the tree is there, without what was refused, so that a caller can report more at once.
  bool readable = true;
  bool over_limit = false;  // not readable because of bytes, depth or nodes
};

struct YamlBounds {
  std::uint64_t bytes = Limits{}.yaml_bytes;
  std::uint64_t depth = Limits{}.yaml_depth;
  std::uint64_t nodes = Limits{}.yaml_nodes;
  std::uint64_t nodes_before = 0;                   // of other files of the set, counted towards `nodes`
  std::uint64_t problems = Limits{}.yaml_problems;  // more are not collected
};

YamlTree read_yaml_tree(std::string_view text, const YamlBounds& bounds);

struct YamlSetting {
  std::string path;   // keys joined by "."
  std::string value;  // as written, quotes removed
  int line = 0;
  int column = 0;
};

// `what` names the text in messages: "lazaret.yaml:3:5: duplicate key …". Each element of a
// list is a setting "path[]"; an element must be one value.
Result<std::vector<YamlSetting>> read_yaml_settings(std::string_view text, std::string_view what);

}  // namespace lazaret
