// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/csaf_products.h"

#include "core/base/text.h"
#include "rules/exchange/vex_support.h"

namespace lazaret::rules::exchange {

Result<void> CsafProducts::read(const Node& root) {
  const Node* tree = root.find("product_tree");
  if (tree == nullptr) return {};
  TRY(source_.expect_map(*tree, "product_tree"));
  TRY(branches(*tree));
  const auto products = TRY(source_.list(*tree, "full_product_names"));
  for (const Node* node : products) TRY(product(*node));
  const auto relations = TRY(source_.list(*tree, "relationships"));
  for (const Node* node : relations) TRY(relationship(*node));
  const auto groups = TRY(source_.list(*tree, "product_groups"));
  for (const Node* node : groups) TRY(group(*node));
  return {};
}

// Depth is that of the JSON, which is bounded.
Result<void> CsafProducts::branches(const Node& node) {
  const auto list = TRY(source_.list(node, "branches"));
  for (const Node* branch : list) {
    TRY(source_.expect_map(*branch, "a branch"));
    if (const Node* leaf = branch->find("product")) TRY(product(*leaf));
    TRY(branches(*branch));
  }
  return {};
}

Result<void> CsafProducts::product(const Node& node) {
  TRY(source_.expect_map(node, "a product"));
  auto id = TRY(source_.required_text(node, "product_id", "a product"));
  CsafProduct out;
  TRY(identify(node, out.product));
  return define(std::move(id), std::move(out), node.line);
}

Result<void> CsafProducts::identify(const Node& node, VexProduct& out) {
  out.name = TRY(source_.required_text(node, "name", "a product"));
  const Node* helper = node.find("product_identification_helper");
  if (helper == nullptr) return {};
  TRY(source_.expect_map(*helper, "product_identification_helper"));
  auto purls = TRY(source_.texts(*helper, "purls"));  // CSAF 2.1
  const auto purl = TRY(source_.text(*helper, "purl"));
  if (!purl.empty()) purls.insert(purls.begin(), purl);
  if (!purls.empty()) TRY(set_purl(source_, helper->line, purls[0], out));
  out.cpe = TRY(source_.text(*helper, "cpe"));
  const auto hashes = TRY(source_.list(*helper, "hashes"));
  for (const Node* hash : hashes) {
    const auto of_files = TRY(source_.list(*hash, "file_hashes"));
    for (const Node* file : of_files)
      if (TRY(source_.text(*file, "algorithm")) == "sha256")
        out.digests.push_back("sha256:" + to_lower_ascii(TRY(source_.text(*file, "value"))));
  }
  return {};
}

// Only the whole and the part matter here: every category says that one is in, on or with the other.
Result<void> CsafProducts::relationship(const Node& node) {
  TRY(source_.expect_map(node, "a relationship"));
  const auto part = TRY(source_.required_text(node, "product_reference", "a relationship"));
  const auto whole = TRY(source_.required_text(node, "relates_to_product_reference", "a relationship"));
  const Node* full = node.find("full_product_name");
  if (full == nullptr) return source_.error(node.line, "a relationship needs \"full_product_name\"");
  auto id = TRY(source_.required_text(*full, "product_id", "a product"));
  CsafProduct out;
  const CsafProduct* of = TRY(find(whole, node.line));
  const CsafProduct* component = TRY(find(part, node.line));
  out.product = of->product;
  out.component = component->component ? component->component : component->product;
  return define(std::move(id), std::move(out), node.line);
}

Result<void> CsafProducts::group(const Node& node) {
  TRY(source_.expect_map(node, "a product group"));
  const auto id = TRY(source_.required_text(node, "group_id", "a product group"));
  auto members = TRY(source_.texts(node, "product_ids"));
  if (!groups_.emplace(id, std::move(members)).second)
    return source_.error(node.line, "group_id \"" + id + "\" is defined twice");
  return {};
}

Result<void> CsafProducts::define(std::string id, CsafProduct product, int line) {
  bytes_ += bytes_of(product.product) + (product.component ? bytes_of(*product.component) : 0);
  TRY(check_bytes(source_, line, bytes_, limits_));
  if (products_.emplace(id, std::move(product)).second) return {};
  return source_.error(line, "product_id \"" + id + "\" is defined twice");
}

Result<const CsafProduct*> CsafProducts::find(const std::string& id, int line) const {
  const auto found = products_.find(id);
  if (found == products_.end()) return source_.error(line, "no product has the product_id \"" + id + "\"");
  return &found->second;
}

Result<std::set<std::string>> CsafProducts::named_by(const Node& node) const {
  const auto ids = TRY(source_.texts(node, "product_ids"));
  std::set<std::string> out(ids.begin(), ids.end());
  const auto groups = TRY(source_.texts(node, "group_ids"));
  for (const auto& group : groups) {
    const auto found = groups_.find(group);
    if (found == groups_.end())
      return source_.error(node.line, "no group has the group_id \"" + group + "\"");
    out.insert(found->second.begin(), found->second.end());
  }
  return out;
}

}  // namespace lazaret::rules::exchange
