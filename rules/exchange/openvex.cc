// SPDX-License-Identifier: Apache-2.0
// An OpenVEX document: statements of products and subcomponents.
// Called through vex_formats.h. Trusts nothing. Source: openvex/spec, OPENVEX-SPEC.md 0.2.0.
#include "core/base/text.h"
#include "rules/exchange/source_readers.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_support.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::pair<std::string_view, VexStatus> kStatuses[] = {
    {"not_affected", VexStatus::NotAffected},
    {"affected", VexStatus::Affected},
    {"fixed", VexStatus::Fixed},
    {"under_investigation", VexStatus::UnderInvestigation}};

class OpenVexReader {
 public:
  OpenVexReader(Source source, const Limits& limits) : source_(source), limits_(limits) {}

  Result<VexDocument> read(const Node& root) {
    out_.id = TRY(source_.text(root, "@id"));
    out_.author = TRY(source_.required_text(root, "author", "the document"));
    written_ = TRY(instant_at(source_, root, "timestamp", {}));
    const auto statements = TRY(source_.list(root, "statements"));
    for (const Node* node : statements) TRY(statement(*node));
    return std::move(out_);
  }

 private:
  Result<void> statement(const Node& node) {
    TRY(source_.expect_map(node, "a statement"));
    VexStatement statement;
    statement.line = node.line;
    TRY(vulnerability(node, statement));
    TRY(status(node, statement));
    statement.justification = TRY(source_.text(node, "justification"));
    statement.impact = TRY(source_.text(node, "impact_statement"));
    statement.timestamp = TRY(instant_at(source_, node, "timestamp", written_));
    const auto products = TRY(source_.list(node, "products"));
    if (products.empty()) {
      TRY(check_statement(source_, statement));
      out_.losses.push_back({node.line, statement.vulnerability + ": a statement of no product"});
    }
    for (const Node* product : products) TRY(this->product(*product, statement));
    return {};
  }

  // 0.2.0 has an object; documents of 0.0.x have the id alone.
  Result<void> vulnerability(const Node& node, VexStatement& statement) {
    const Node* found = node.find("vulnerability");
    if (found == nullptr) return source_.error(node.line, "a statement needs \"vulnerability\"");
    if (found->is_scalar()) {
      statement.vulnerability = found->text;
      return {};
    }
    TRY(source_.expect_map(*found, "vulnerability"));
    statement.vulnerability = TRY(source_.required_text(*found, "name", "a vulnerability"));
    statement.aliases = TRY(source_.texts(*found, "aliases"));
    return {};
  }
  Result<void> status(const Node& node, VexStatement& statement) {
    const auto word = TRY(source_.required_text(node, "status", "a statement"));
    for (const auto& [name, status] : kStatuses)
      if (name == word) return statement.status = status, Result<void>();
    return source_.error(node.find("status")->line, "no status \"" + word + "\"");
  }

  Result<void> product(const Node& node, VexStatement statement) {
    statement.product = TRY(component(node));
    const auto parts = node.is_map() ? TRY(source_.list(node, "subcomponents")) : std::vector<const Node*>();
    if (parts.empty()) return add_statement(source_, std::move(statement), limits_, out_);
    for (const Node* part : parts) {
      statement.subcomponent = TRY(component(*part));
      TRY(add_statement(source_, statement, limits_, out_));
    }
    return {};
  }

  Result<VexProduct> component(const Node& node) {
    VexProduct out;
    if (node.is_scalar()) {
      out.name = node.text;
    } else {
      TRY(source_.expect_map(node, "a product"));
      out.name = TRY(source_.text(node, "@id"));
      TRY(identifiers(node, out));
      TRY(hashes(node, out));
    }
    if (out.purl.empty() && out.name.starts_with("pkg:")) TRY(set_purl(source_, node.line, out.name, out));
    for (const std::string* name : {&out.purl, &out.cpe})
      if (out.name.empty()) out.name = *name;
    if (out.name.empty() && !out.digests.empty()) out.name = out.digests[0];
    if (out.name.empty()) return source_.error(node.line, "a product without any name");
    return out;
  }
  Result<void> identifiers(const Node& node, VexProduct& out) {
    const Node* found = node.find("identifiers");
    if (found == nullptr) return {};
    TRY(source_.expect_map(*found, "identifiers"));
    const auto purl = TRY(source_.text(*found, "purl"));
    if (!purl.empty()) TRY(set_purl(source_, found->line, purl, out));
    out.cpe = TRY(source_.text(*found, "cpe23"));
    if (out.cpe.empty()) out.cpe = TRY(source_.text(*found, "cpe22"));
    return {};
  }
  Result<void> hashes(const Node& node, VexProduct& out) {
    const Node* found = node.find("hashes");
    if (found == nullptr) return {};
    TRY(source_.expect_map(*found, "hashes"));
    const auto sha256 = TRY(source_.text(*found, "sha-256"));
    if (!sha256.empty()) out.digests.push_back("sha256:" + to_lower_ascii(sha256));
    return {};
  }

  Source source_;
  const Limits& limits_;
  Instant written_;
  VexDocument out_;
};

}  // namespace

Result<VexDocument> read_openvex(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_json_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.expect_map(root, "the document"));
  const auto context = TRY(source.text(root, "@context"));
  if (!context.starts_with("https://openvex.dev/ns"))
    return source.error(1, "no OpenVEX document: its @context is \"" + context + "\"");
  return OpenVexReader(source, limits).read(root);
}

}  // namespace lazaret::rules::exchange
