// SPDX-License-Identifier: Apache-2.0
// One tree for every format that is imported: what a JSON, TOML or YAML text says, with the line of each
// value. Made by source_readers.h; read by the importers through Source, which names the file and line in its
// errors. Trusts nothing: the text was written by somebody else, every access checks what kind of value it
// meets.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret::rules::exchange {

struct Node {
  enum class Kind { Null, Bool, Number, Text, Date, List, Map };
  struct Member;

  Kind kind = Kind::Null;
  int line = 1;                 // from 1
  std::string text;             // of Bool ("true"), Number, Text and Date (RFC 3339), as the source has it
  std::vector<Node> items;      // of a List
  std::vector<Member> members;  // of a Map, in the order of the source, keys are unique

  bool is_map() const { return kind == Kind::Map; }
  bool is_list() const { return kind == Kind::List; }
  bool is_scalar() const { return kind == Kind::Number || kind == Kind::Text || kind == Kind::Date; }
  // Null (also written as such) when there is no such member.
  const Node* find(std::string_view key) const;
};

struct Node::Member {
  std::string key;
  int line = 1;
  Node value;
};

// Reads typed members of one named source. What is absent or null gives empty; what has another kind is an
// error.
class Source {
 public:
  explicit Source(std::string_view name) : name_(name) {}

  Error error(int line, std::string message) const;  // "name:line: message"
  // Error, with the nearest name, when `map` is no map or has a key that is not allowed.
  Result<void> only_keys(const Node& map, std::string_view thing,
                         std::initializer_list<std::string_view> allowed) const;
  Result<void> expect_map(const Node& node, std::string_view thing) const;
  Result<std::string> text(const Node& map, std::string_view key) const;
  Result<std::string> required_text(const Node& map, std::string_view key, std::string_view thing) const;
  Result<std::optional<bool>> flag(const Node& map, std::string_view key) const;
  // Elements of a list.
  Result<std::vector<const Node*>> list(const Node& map, std::string_view key) const;
  // A list of texts, or one text.
  Result<std::vector<std::string>> texts(const Node& map, std::string_view key) const;

 private:
  std::string_view name_;
};

}  // namespace lazaret::rules::exchange
