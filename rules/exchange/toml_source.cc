// SPDX-License-Identifier: Apache-2.0
// TOML into the tree of source_node.h, by toml++. The only file that sees the library: it throws, so
// everything it does stands inside one try. Called for OSV-Scanner's configuration. Trusts nothing.
#include <toml++/toml.h>
#include <sstream>

#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

class Converter {
 public:
  Converter(Source source, std::uint64_t nodes) : source_(source), nodes_left_(nodes) {}

  Result<Node> node(const toml::node& from) {
    Node out;
    out.line = line_of(from);
    if (nodes_left_-- == 0) return source_.error(out.line, "more values than the limit import_nodes");
    if (const auto* table = from.as_table()) return map(*table, std::move(out));
    if (const auto* array = from.as_array()) return list(*array, std::move(out));
    scalar(from, out);
    return out;
  }

 private:
  static int line_of(const toml::node& from) { return static_cast<int>(from.source().begin.line); }

  Result<Node> map(const toml::table& from, Node out) {
    out.kind = Node::Kind::Map;
    for (const auto& [key, value] : from) {
      auto converted = TRY(node(value));
      out.members.push_back(
          {std::string(key.str()), static_cast<int>(key.source().begin.line), std::move(converted)});
    }
    return out;
  }
  Result<Node> list(const toml::array& from, Node out) {
    out.kind = Node::Kind::List;
    for (const auto& value : from) out.items.push_back(TRY(node(value)));
    return out;
  }
  static void scalar(const toml::node& from, Node& out) {
    if (const auto* text = from.as_string()) return set(out, Node::Kind::Text, text->get());
    if (const auto* flag = from.as_boolean())
      return set(out, Node::Kind::Bool, flag->get() ? "true" : "false");
    std::ostringstream printed;  // dates as RFC 3339
    from.visit([&](const auto& value) {
      if constexpr (toml::is_value<decltype(value)>) printed << value.get();
    });
    const bool date = from.is_date() || from.is_date_time() || from.is_time();
    set(out, date ? Node::Kind::Date : Node::Kind::Number, printed.str());
  }
  static void set(Node& out, Node::Kind kind, std::string text) {
    out.kind = kind;
    out.text = std::move(text);
  }

  Source source_;
  std::uint64_t nodes_left_;
};

}  // namespace

// toml++ bounds its own depth (TOML_MAX_NESTED_VALUES, 256).
Result<Node> read_toml_source(std::string_view text, std::string_view name, const Limits& limits) {
  TRY(check_source_text(text, name, limits));
  const Source source(name);
  try {
    const toml::table table = toml::parse(text);
    return Converter(source, limits.import_nodes).node(table);
  } catch (const toml::parse_error& problem) {
    return source.error(static_cast<int>(problem.source().begin.line), std::string(problem.description()));
  } catch (const std::exception& problem) {
    return source.error(1, problem.what());
  }
}

}  // namespace lazaret::rules::exchange
