// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/source_node.h"

#include <algorithm>

#include "core/base/text.h"

namespace lazaret::rules::exchange {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& member : members)
    if (member.key == key) return member.value.kind == Kind::Null ? nullptr : &member.value;
  return nullptr;
}

Error Source::error(int line, std::string message) const {
  return make_error(ErrorCode::InvalidInput,
                    std::string(name_) + ":" + std::to_string(line) + ": " + std::move(message));
}

Result<void> Source::expect_map(const Node& node, std::string_view thing) const {
  if (node.is_map()) return {};
  return error(node.line, std::string(thing) + " must be a mapping");
}

Result<void> Source::only_keys(const Node& map, std::string_view thing,
                               std::initializer_list<std::string_view> allowed) const {
  TRY(expect_map(map, thing));
  for (const auto& member : map.members) {
    if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
    std::string message = std::string(thing) + " has no key " + quoted(member.key);
    const auto near = nearest_name(member.key, std::span(allowed.begin(), allowed.size()));
    if (near) message += ", did you mean " + quoted(*near);
    return error(member.line, std::move(message));
  }
  return {};
}

Result<std::string> Source::text(const Node& map, std::string_view key) const {
  const Node* found = map.find(key);
  if (found == nullptr) return std::string();
  if (!found->is_scalar()) return error(found->line, quoted(key) + " must be a text");
  return found->text;
}

Result<std::string> Source::required_text(const Node& map, std::string_view key,
                                          std::string_view thing) const {
  auto value = TRY(text(map, key));
  if (value.empty()) return error(map.line, std::string(thing) + " needs " + quoted(key));
  return value;
}

Result<std::optional<bool>> Source::flag(const Node& map, std::string_view key) const {
  const Node* found = map.find(key);
  if (found == nullptr) return std::optional<bool>();
  if (found->kind != Node::Kind::Bool) return error(found->line, quoted(key) + " must be true or false");
  return std::optional<bool>(found->text == "true");
}

Result<std::vector<const Node*>> Source::list(const Node& map, std::string_view key) const {
  std::vector<const Node*> out;
  const Node* found = map.find(key);
  if (found == nullptr) return out;
  if (!found->is_list()) return error(found->line, quoted(key) + " must be a list");
  for (const auto& item : found->items) out.push_back(&item);
  return out;
}

Result<std::vector<std::string>> Source::texts(const Node& map, std::string_view key) const {
  const Node* found = map.find(key);
  if (found != nullptr && found->is_scalar()) return std::vector<std::string>{found->text};
  std::vector<std::string> out;
  for (const Node* item : TRY(list(map, key))) {
    if (!item->is_scalar()) return error(item->line, quoted(key) + " must be a list of texts");
    out.push_back(item->text);
  }
  return out;
}

}  // namespace lazaret::rules::exchange
