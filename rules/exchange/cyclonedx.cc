// SPDX-License-Identifier: Apache-2.0
// A CycloneDX document whose vulnerabilities carry an analysis: alone (VEX) or with its bill of materials.
// Called through vex_formats.h. Trusts nothing. Source: CycloneDX 1.4 to 1.6, "vulnerabilities".
#include <map>

#include "core/base/text.h"
#include "rules/exchange/source_readers.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_support.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::pair<std::string_view, VexStatus> kStates[] = {
    {"resolved", VexStatus::Fixed},           {"resolved_with_pedigree", VexStatus::Fixed},
    {"exploitable", VexStatus::Affected},     {"in_triage", VexStatus::UnderInvestigation},
    {"not_affected", VexStatus::NotAffected}, {"false_positive", VexStatus::FalsePositive}};

// Nine justifications there, five here; the original word is kept in the impact statement.
constexpr std::pair<std::string_view, std::string_view> kJustifications[] = {
    {"code_not_present", "vulnerable_code_not_present"},
    {"code_not_reachable", "vulnerable_code_not_in_execute_path"},
    {"requires_configuration", "vulnerable_code_cannot_be_controlled_by_adversary"},
    {"requires_dependency", "component_not_present"},
    {"requires_environment", "vulnerable_code_cannot_be_controlled_by_adversary"},
    {"protected_by_compiler", "inline_mitigations_already_exist"},
    {"protected_at_runtime", "inline_mitigations_already_exist"},
    {"protected_at_perimeter", "inline_mitigations_already_exist"},
    {"protected_by_mitigating_control", "inline_mitigations_already_exist"}};

class CycloneDxReader {
 public:
  CycloneDxReader(Source source, const Limits& limits) : source_(source), limits_(limits) {}

  Result<VexDocument> read(const Node& root) {
    out_.id = TRY(source_.text(root, "serialNumber"));
    if (const Node* metadata = root.find("metadata")) TRY(this->metadata(*metadata));
    TRY(components(root));
    const auto vulnerabilities = TRY(source_.list(root, "vulnerabilities"));
    for (const Node* node : vulnerabilities) TRY(vulnerability(*node));
    return std::move(out_);
  }

 private:
  Result<void> metadata(const Node& node) {
    TRY(source_.expect_map(node, "metadata"));
    written_ = TRY(instant_at(source_, node, "timestamp", {}));
    const auto authors = TRY(source_.list(node, "authors"));
    if (!authors.empty()) out_.author = TRY(source_.text(*authors[0], "name"));
    const Node* supplier = node.find("supplier");
    if (out_.author.empty() && supplier != nullptr) out_.author = TRY(source_.text(*supplier, "name"));
    const Node* subject = node.find("component");
    if (subject == nullptr) return {};
    TRY(component(*subject));
    subject_ = TRY(product_of(*subject));
    subject_reference_ = TRY(source_.text(*subject, "bom-ref"));
    return {};
  }

  // Depth is that of the JSON, which is bounded.
  Result<void> components(const Node& node) {
    const auto list = TRY(source_.list(node, "components"));
    for (const Node* item : list) TRY(component(*item));
    return {};
  }
  Result<void> component(const Node& node) {
    auto product = TRY(product_of(node));
    const auto reference = TRY(source_.text(node, "bom-ref"));
    if (!reference.empty() && !by_reference_.emplace(reference, std::move(product)).second)
      return source_.error(node.line, "bom-ref \"" + reference + "\" is defined twice");
    return components(node);
  }
  Result<VexProduct> product_of(const Node& node) {
    TRY(source_.expect_map(node, "a component"));
    VexProduct out;
    out.name = TRY(source_.required_text(node, "name", "a component"));
    out.cpe = TRY(source_.text(node, "cpe"));
    const auto purl = TRY(source_.text(node, "purl"));
    if (!purl.empty()) TRY(set_purl(source_, node.line, purl, out));
    const auto hashes = TRY(source_.list(node, "hashes"));
    for (const Node* hash : hashes)
      if (TRY(source_.text(*hash, "alg")) == "SHA-256")
        out.digests.push_back("sha256:" + to_lower_ascii(TRY(source_.text(*hash, "content"))));
    return out;
  }

  Result<void> vulnerability(const Node& node) {
    TRY(source_.expect_map(node, "a vulnerability"));
    VexStatement statement;
    statement.line = node.line;
    statement.vulnerability = TRY(source_.required_text(node, "id", "a vulnerability"));
    const auto references = TRY(source_.list(node, "references"));
    for (const Node* reference : references) {
      auto alias = TRY(source_.text(*reference, "id"));
      if (!alias.empty()) statement.aliases.push_back(std::move(alias));
    }
    const Node* analysis = node.find("analysis");
    if (analysis == nullptr) return lose(node.line, statement.vulnerability + ": no analysis");
    TRY(this->analysis(*analysis, statement));
    TRY(check_statement(source_, statement));
    const auto affects = TRY(source_.list(node, "affects"));
    if (affects.empty()) return lose(node.line, statement.vulnerability + ": affects nothing");
    for (const Node* affected : affects) TRY(this->affected(*affected, statement));
    return {};
  }

  Result<void> analysis(const Node& node, VexStatement& statement) {
    TRY(source_.expect_map(node, "analysis"));
    const auto state = TRY(source_.text(node, "state"));
    statement.timestamp = TRY(instant_at(source_, node, "firstIssued", written_));
    statement.timestamp = TRY(instant_at(source_, node, "lastUpdated", statement.timestamp));
    statement.impact = TRY(source_.text(node, "detail"));
    TRY(justification(node, statement));
    for (const auto& [name, status] : kStates)
      if (name == state) return statement.status = status, Result<void>();
    return source_.error(node.line, "no analysis state \"" + state + "\"");
  }
  Result<void> justification(const Node& node, VexStatement& statement) {
    const auto word = TRY(source_.text(node, "justification"));
    if (word.empty()) return {};
    for (const auto& [theirs, ours] : kJustifications) {
      if (theirs != word) continue;
      statement.justification = ours;
      statement.impact += (statement.impact.empty() ? "" : " ") + ("(" + word + ")");
      return {};
    }
    return source_.error(node.find("justification")->line, "no justification \"" + word + "\"");
  }

  Result<void> affected(const Node& node, VexStatement statement) {
    const auto reference = TRY(source_.required_text(node, "ref", "an element of affects"));
    statement.line = node.line;
    const auto found = by_reference_.find(local_part(reference));
    if (found == by_reference_.end())
      return lose(node.line, statement.vulnerability + ": ref \"" + reference + "\" is not in this document");
    const auto versions = TRY(source_.list(node, "versions"));
    if (!versions.empty())
      return lose(node.line, statement.vulnerability + ": ref \"" + reference +
                                 "\" is narrowed by versions, which an analysis for some of them cannot say");
    if (subject_ && reference != subject_reference_) {
      statement.product = *subject_;
      statement.subcomponent = found->second;
    } else {
      statement.product = found->second;
    }
    return add_statement(source_, std::move(statement), limits_, out_);
  }
  // "urn:cdx:UUID/1#ref", where it points into this very document.
  std::string local_part(const std::string& reference) const {
    constexpr std::string_view kUrn = "urn:uuid:";
    if (!reference.starts_with("urn:cdx:") || !out_.id.starts_with(kUrn)) return reference;
    const auto hash = reference.find('#');
    const bool own = reference.compare(8, out_.id.size() - kUrn.size(), out_.id, kUrn.size()) == 0;
    return own && hash != std::string::npos ? reference.substr(hash + 1) : reference;
  }

  Result<void> lose(int line, std::string what) {
    out_.losses.push_back({line, std::move(what)});
    return {};
  }

  Source source_;
  const Limits& limits_;
  Instant written_;
  std::optional<VexProduct> subject_;  // what the bill of materials is of
  std::string subject_reference_;
  std::map<std::string, VexProduct> by_reference_;
  VexDocument out_;
};

}  // namespace

Result<VexDocument> read_cyclonedx(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_json_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.expect_map(root, "the document"));
  if (TRY(source.text(root, "bomFormat")) != "CycloneDX")
    return source.error(1, "no CycloneDX document: its bomFormat is not CycloneDX");
  return CycloneDxReader(source, limits).read(root);
}

}  // namespace lazaret::rules::exchange
