// SPDX-License-Identifier: Apache-2.0
// TOML into the tree of source_node.h. Called for OSV-Scanner's configuration. Trusts nothing; the library
// that reads TOML is fenced in core/base/toml.cc.
#include "core/base/toml.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

Node::Kind kind_of(TomlNode::Kind kind) {
  switch (kind) {
    case TomlNode::Kind::Table: return Node::Kind::Map;
    case TomlNode::Kind::List: return Node::Kind::List;
    case TomlNode::Kind::Text: return Node::Kind::Text;
    case TomlNode::Kind::Boolean: return Node::Kind::Bool;
    case TomlNode::Kind::Number: return Node::Kind::Number;
    case TomlNode::Kind::Date: return Node::Kind::Date;
  }
  return Node::Kind::Null;
}

class Converter {
 public:
  Converter(Source source, std::uint64_t nodes) : source_(source), nodes_left_(nodes) {}

  Result<Node> node(TomlNode from) {
    Node out;
    out.kind = kind_of(from.kind);
    out.line = from.line;
    out.text = std::move(from.text);
    if (nodes_left_-- == 0) return source_.error(out.line, "more values than the limit import_nodes");
    for (auto& item : from.items) out.items.push_back(TRY(node(std::move(item))));
    for (auto& member : from.members) {
      auto value = TRY(node(std::move(member.value)));
      out.members.push_back({std::move(member.key), member.line, std::move(value)});
    }
    return out;
  }

 private:
  Source source_;
  std::uint64_t nodes_left_;
};

}  // namespace

Result<Node> read_toml_source(std::string_view text, std::string_view name, const Limits& limits) {
  TRY(check_source_text(text, name, limits));
  auto document = TRY(read_toml(text, std::string(name)));
  return Converter(Source(name), limits.import_nodes).node(std::move(document));
}

}  // namespace lazaret::rules::exchange
