// SPDX-License-Identifier: Apache-2.0
// JSON into the tree of source_node.h: the strict reader of core/base decides what it says, a second walk
// over the same text finds the lines. Called by the importers. Trusts nothing; the walk never leaves the
// text.
#include <cstdio>

#include "core/base/json.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

std::string number_text(const Json& value) {
  if (const auto whole = value.as_integer()) return std::to_string(*whole);
  if (const auto whole = value.as_unsigned()) return std::to_string(*whole);
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.17g", value.as_number().value_or(0));
  return buffer;
}

// Steps through a text that is known to be JSON, value by value, and counts lines.
class LineWalker {
 public:
  explicit LineWalker(std::string_view text) : text_(text) {}

  Node node(const Json& value) {
    skip_between();
    Node out;
    out.line = line_;
    if (value.is_object()) return object(value, std::move(out));
    if (value.is_array()) return array(value, std::move(out));
    scalar(value, out);
    return out;
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool done() const { return at_ >= text_.size(); }
  void step() {
    if (here() == '\n') ++line_;
    ++at_;
  }
  void skip_between() {  // white space, and what separates members and items
    while (!done() && std::string_view(" \t\r\n,:\xEF\xBB\xBF").find(here()) != std::string_view::npos)
      step();
  }
  void skip_string() {
    for (step(); !done() && here() != '"'; step())
      if (here() == '\\') step();
    step();
  }
  void skip_scalar() {
    if (here() == '"') return skip_string();
    while (!done() && std::string_view(" \t\r\n,]}").find(here()) == std::string_view::npos) step();
  }
  void skip_close() {
    skip_between();
    step();
  }

  Node object(const Json& value, Node out) {
    out.kind = Node::Kind::Map;
    step();
    for (const auto& [key, member] : value.members()) {
      skip_between();
      const int key_line = line_;
      skip_string();
      out.members.push_back({key, key_line, node(member)});
    }
    skip_close();
    return out;
  }
  Node array(const Json& value, Node out) {
    out.kind = Node::Kind::List;
    step();
    for (const auto& item : value.items()) out.items.push_back(node(item));
    skip_close();
    return out;
  }
  void scalar(const Json& value, Node& out) {
    skip_scalar();
    if (value.is_string()) {
      out.kind = Node::Kind::Text;
      out.text = value.as_string();
    } else if (const auto flag = value.as_bool()) {
      out.kind = Node::Kind::Bool;
      out.text = *flag ? "true" : "false";
    } else if (value.is_number()) {
      out.kind = Node::Kind::Number;
      out.text = number_text(value);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

Result<Node> read_json_source(std::string_view text, std::string_view name, const Limits& limits) {
  TRY(check_source_text(text, name, limits));
  const JsonLimits json_limits{limits.import_bytes, limits.json_depth, limits.import_nodes};
  const auto value = TRY(parse_json(text, name, json_limits));
  return LineWalker(text).node(value);
}

}  // namespace lazaret::rules::exchange
