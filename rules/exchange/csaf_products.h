// SPDX-License-Identifier: Apache-2.0
// The product tree of a CSAF document: product ids to what they name, groups, and components within products.
// Called by csaf.cc. Trusts nothing: ids that are not defined, or defined twice, are errors.
// Source: CSAF 2.0, sections 3.1.2 and 3.2.2.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/limits.h"
#include "rules/exchange/source_node.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

struct CsafProduct {
  VexProduct product;
  std::optional<VexProduct> component;  // "component as part of product"
};

class CsafProducts {
 public:
  CsafProducts(Source source, const Limits& limits) : source_(source), limits_(limits) {}

  Result<void> read(const Node& root);
  // Error when no product has the id.
  Result<const CsafProduct*> find(const std::string& id, int line) const;
  // Of the members product_ids and group_ids of a flag or a threat.
  Result<std::set<std::string>> named_by(const Node& node) const;

 private:
  Result<void> branches(const Node& node);
  Result<void> product(const Node& node);
  Result<void> identify(const Node& node, VexProduct& out);
  Result<void> relationship(const Node& node);
  Result<void> group(const Node& node);
  Result<void> define(std::string id, CsafProduct product, int line);

  Source source_;
  const Limits& limits_;
  std::uint64_t bytes_ = 0;  // of all products; a relationship holds both of its sides
  std::map<std::string, CsafProduct> products_;
  std::map<std::string, std::vector<std::string>> groups_;
};

}  // namespace lazaret::rules::exchange
