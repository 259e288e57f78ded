// SPDX-License-Identifier: Apache-2.0
// A CSAF document of profile csaf_vex: product status, flags (justifications) and threats (impact) by
// product. Called through vex_formats.h. Trusts nothing. Source: CSAF 2.0, sections 3.2.3 and 4.5.
#include "core/base/text.h"
#include "rules/exchange/csaf_products.h"
#include "rules/exchange/source_readers.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_support.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::pair<std::string_view, VexStatus> kStatuses[] = {
    {"known_not_affected", VexStatus::NotAffected},
    {"fixed", VexStatus::Fixed},
    {"first_fixed", VexStatus::Fixed},
    {"known_affected", VexStatus::Affected},
    {"first_affected", VexStatus::Affected},
    {"last_affected", VexStatus::Affected},
    {"under_investigation", VexStatus::UnderInvestigation}};

// What is said of single products beside their status.
struct Remarks {
  std::map<std::string, std::string> justifications;
  std::map<std::string, std::string> impacts;
  std::map<std::string, Instant> dates;
};

class CsafReader {
 public:
  CsafReader(Source source, const Limits& limits)
      : source_(source), products_(source, limits), limits_(limits) {}

  Result<VexDocument> read(const Node& root) {
    TRY(head(root));
    TRY(products_.read(root));
    const auto vulnerabilities = TRY(source_.list(root, "vulnerabilities"));
    for (const Node* node : vulnerabilities) TRY(vulnerability(*node));
    return std::move(out_);
  }

 private:
  Result<void> head(const Node& root) {
    const Node* document = root.find("document");
    if (document == nullptr) return source_.error(1, "no CSAF document: it has no \"document\"");
    TRY(source_.expect_map(*document, "document"));
    const auto category = TRY(source_.text(*document, "category"));
    if (to_lower_ascii(category) != "csaf_vex")
      return source_.error(document->line, "category \"" + category + "\" is not csaf_vex");
    if (const Node* publisher = document->find("publisher"))
      out_.author = TRY(source_.text(*publisher, "name"));
    const Node* tracking = document->find("tracking");
    if (tracking == nullptr) return source_.error(document->line, "the document needs \"tracking\"");
    out_.id = TRY(source_.text(*tracking, "id"));
    released_ = TRY(instant_at(source_, *tracking, "current_release_date", {}));
    return {};
  }

  Result<void> vulnerability(const Node& node) {
    TRY(source_.expect_map(node, "a vulnerability"));
    VexStatement statement;
    TRY(names(node, statement));
    const auto remarks = TRY(this->remarks(node));
    const Node* status = node.find("product_status");
    if (status == nullptr) {
      out_.losses.push_back({node.line, statement.vulnerability + ": no product_status"});
      return {};
    }
    std::map<std::string, VexStatus> seen;
    for (const auto& [key, value] : kStatuses) {
      const auto ids = TRY(source_.texts(*status, key));
      for (const auto& id : ids) {
        const int line = status->find(key)->line;
        const auto [before, fresh] = seen.emplace(id, value);
        if (!fresh && before->second != value)
          return source_.error(
              line, statement.vulnerability + ": product \"" + id + "\" has two contradicting statuses");
        if (!fresh) continue;
        statement.line = line;
        statement.status = value;
        TRY(of_product(id, remarks, statement));
      }
    }
    return {};
  }

  Result<void> names(const Node& node, VexStatement& statement) {
    statement.vulnerability = TRY(source_.text(node, "cve"));
    const auto ids = TRY(source_.list(node, "ids"));
    for (const Node* id : ids) {
      auto text = TRY(source_.text(*id, "text"));
      if (statement.vulnerability.empty())
        statement.vulnerability = std::move(text);
      else
        statement.aliases.push_back(std::move(text));
    }
    if (statement.vulnerability.empty())
      return source_.error(node.line, "a vulnerability needs \"cve\" or \"ids\"");
    return {};
  }

  Result<Remarks> remarks(const Node& node) {
    Remarks out;
    const auto flags = TRY(source_.list(node, "flags"));
    for (const Node* flag : flags) {
      const auto label = TRY(source_.required_text(*flag, "label", "a flag"));
      if (!is_justification(label)) return source_.error(flag->line, "no flag \"" + label + "\"");
      const auto date = TRY(instant_at(source_, *flag, "date", released_));
      for (const auto& id : TRY(products_.named_by(*flag))) {
        out.justifications[id] = label;
        out.dates[id] = date;
      }
    }
    const auto threats = TRY(source_.list(node, "threats"));
    for (const Node* threat : threats) {
      if (TRY(source_.text(*threat, "category")) != "impact") continue;
      const auto details = TRY(source_.text(*threat, "details"));
      for (const auto& id : TRY(products_.named_by(*threat))) out.impacts[id] = details;
    }
    return out;
  }

  template <typename Value>
  static Value find_or(const std::map<std::string, Value>& map, const std::string& id, Value otherwise) {
    const auto found = map.find(id);
    return found == map.end() ? otherwise : found->second;
  }
  Result<void> of_product(const std::string& id, const Remarks& remarks, VexStatement statement) {
    const CsafProduct* product = TRY(products_.find(id, statement.line));
    statement.product = product->product;
    statement.subcomponent = product->component;
    if (statement.status == VexStatus::NotAffected)
      statement.justification = find_or(remarks.justifications, id, {});
    statement.impact = find_or(remarks.impacts, id, {});
    statement.timestamp = find_or(remarks.dates, id, released_);
    return add_statement(source_, std::move(statement), limits_, out_);
  }

  Source source_;
  CsafProducts products_;
  const Limits& limits_;
  Instant released_;
  VexDocument out_;
};

}  // namespace

Result<VexDocument> read_csaf(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_json_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.expect_map(root, "the document"));
  return CsafReader(source, limits).read(root);
}

}  // namespace lazaret::rules::exchange
