// SPDX-License-Identifier: Apache-2.0
// A .trivyignore.yaml: lists by kind; id AND (any of paths) AND (any of purls), expired_at, statement.
// Called through import.cc's table. Trusts nothing. Source: Trivy, "Filtering", ".trivyignore.yaml".
#include "rules/exchange/end_date.h"
#include "rules/exchange/formats.h"
#include "rules/exchange/patterns.h"
#include "rules/exchange/purl_parts.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::string_view kSections[] = {"vulnerabilities", "misconfigurations", "secrets", "licenses"};

class SectionReader {
 public:
  SectionReader(Source source, Drafts& drafts, const Limits& limits)
      : source_(source), drafts_(drafts), limits_(limits) {}

  Result<void> section(const Node& root, std::string_view name) {
    const auto entries = TRY(source_.list(root, name));
    for (const Node* entry : entries) TRY(this->entry(*entry, name));
    return {};
  }

 private:
  Result<void> entry(const Node& node, std::string_view section) {
    TRY(source_.only_keys(node, "an entry", {"id", "paths", "purls", "expired_at", "statement"}));
    RuleDraft draft;
    draft.line = node.line;
    draft.name = TRY(source_.required_text(node, "id", "an entry"));
    TRY(end(node, draft));
    draft.reason = TRY(source_.text(node, "statement"));
    if (draft.reason.empty()) draft.reason = "accepted in .trivyignore.yaml, no statement given";
    const auto paths = TRY(path_values(node));
    const auto purls = TRY(purl_values(node));
    if (!subject(section, draft)) return {};
    if (!paths.empty()) draft.match.emplace_back("finding.path", paths.size() == 1 ? paths[0] : Json(paths));
    if (!purls.empty()) draft.match.emplace_back("package.purl", one_or_list(purls));
    lift_alternatives(draft.match);
    drafts_.rules.push_back(std::move(draft));
    return {};
  }

  // False when Lazaret has no such finding.
  bool subject(std::string_view section, RuleDraft& draft) {
    if (section == "vulnerabilities") {
      draft.match.emplace_back("vuln.id", Json(draft.name));
      return true;
    }
    if (section == "licenses") {
      draft.match.emplace_back("finding.kind", Json(std::string("license")));
      draft.match.emplace_back("package.license", Json(draft.name));
      return true;
    }
    drafts_.losses.push_back(
        {draft.line, "\"" + draft.name + "\" under " + std::string(section) +
                         ": Lazaret's checks and secrets have ids of their own: write this "
                         "rule by hand"});
    return false;
  }

  Result<void> end(const Node& node, RuleDraft& draft) {
    const auto text = TRY(source_.text(node, "expired_at"));
    if (text.empty()) return {};
    auto until = last_day_before(text);
    if (!until) return source_.error(node.find("expired_at")->line, "expired_at: " + until.error().message);
    draft.until = until.take();
    return {};
  }
  Result<Json::Array> path_values(const Node& node) {
    Json::Array out;
    const auto globs = TRY(source_.texts(node, "paths"));
    for (const auto& glob : globs) {
      auto condition = path_condition(glob, limits_);
      if (!condition)
        return source_.error(node.find("paths")->line, "path \"" + glob + "\": " + condition.error().message);
      out.push_back(condition.take());
    }
    return out;
  }
  Result<std::vector<std::string>> purl_values(const Node& node) {
    auto purls = TRY(source_.texts(node, "purls"));
    for (const auto& purl : purls)
      if (const auto parsed = quoted_purl(purl); !parsed)
        return source_.error(node.find("purls")->line, parsed.error().message);
    return purls;
  }
  // Several paths of which some are patterns: any of one condition each.
  static void lift_alternatives(Json::Object& match) {
    for (auto& [key, value] : match) {
      if (key != "finding.path" || !value.is_array()) continue;
      Json::Array any;
      for (const auto& alternative : value.items()) any.push_back(Json(Json::Object{{key, alternative}}));
      key = "any";
      value = Json(std::move(any));
    }
  }

  Source source_;
  Drafts& drafts_;
  const Limits& limits_;
};

}  // namespace

Result<Drafts> read_trivyignore_yaml(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_yaml_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.only_keys(root, "the file", {kSections[0], kSections[1], kSections[2], kSections[3]}));
  Drafts drafts;
  SectionReader reader(source, drafts, limits);
  for (const auto section : kSections) TRY(reader.section(root, section));
  return drafts;
}

}  // namespace lazaret::rules::exchange
