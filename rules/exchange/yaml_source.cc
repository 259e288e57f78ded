// SPDX-License-Identifier: Apache-2.0
// YAML into the tree of source_node.h, from the bounded tree of core/base/yaml_events.h.
// Called for Trivy's and Grype's files. Trusts nothing: the first problem of the text is the error.
#include "core/base/yaml_events.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

Node::Kind kind_of(const YamlNode& scalar) {
  if (!scalar.plain) return Node::Kind::Text;
  if (scalar.text == "true" || scalar.text == "false") return Node::Kind::Bool;
  return scalar.text == "null" || scalar.text == "~" ? Node::Kind::Null : Node::Kind::Text;
}

Node converted(const YamlNode& from) {
  Node out;
  out.line = from.line;
  out.text = from.text;
  if (from.kind == YamlNode::Kind::Scalar) out.kind = kind_of(from);
  if (from.kind == YamlNode::Kind::List) out.kind = Node::Kind::List;
  if (from.kind == YamlNode::Kind::Map) out.kind = Node::Kind::Map;
  for (const auto& item : from.items) out.items.push_back(converted(item));
  for (const auto& entry : from.entries)
    out.members.push_back({entry.key, entry.line, converted(entry.value)});
  return out;
}

}  // namespace

Result<Node> read_yaml_source(std::string_view text, std::string_view name, const Limits& limits) {
  TRY(check_source_text(text, name, limits));
  const YamlBounds bounds{limits.yaml_bytes, limits.yaml_depth, limits.yaml_nodes, 1};
  const auto tree = read_yaml_tree(text, bounds);
  if (tree.problems.empty()) return converted(tree.root);
  return Source(name).error(tree.problems[0].line, tree.problems[0].message);
}

}  // namespace lazaret::rules::exchange
