// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/vex_rules.h"

#include <algorithm>
#include <map>

#include "rules/exchange/patterns.h"
#include "rules/exchange/purl_parts.h"
#include "rules/exchange/vex_image.h"
#include "rules/exchange/vex_latest.h"

namespace lazaret::rules::exchange {
namespace {

// What a statement asks of an image and of a package, or why that cannot be asked.
struct Subject {
  Json::Object image;
  std::string purl;
  std::string problem;
};

Json regex(std::string pattern) { return Json(Json::Object{{"regex", Json(std::move(pattern))}}); }

// A name is no glob, whatever stands in it: as one it would speak of images that the document does not name.
Json exactly(const std::string& name) {
  return name.find_first_of("*?") == std::string::npos ? Json(name) : regex(regex_literal(name));
}

Json::Object image_conditions(const Purl& purl) {
  const auto name = image_of(purl);
  if (!name.digest.empty()) return {{"image.digest", Json(name.digest)}};
  Json::Object out;
  if (!name.registry.empty()) out.emplace_back("image.registry", exactly(name.registry));
  if (!name.repository.empty()) out.emplace_back("image.repository", exactly(name.repository));
  if (!name.last_segment.empty())
    out.emplace_back("image.repository", regex("(?:.*/)?" + regex_literal(name.last_segment)));
  if (!name.tag.empty()) out.emplace_back("image.tag", exactly(name.tag));
  if (!name.architecture.empty())
    out.emplace_back("image.platform", regex("[^/]*/" + regex_literal(name.architecture) + "(?:/.*)?"));
  return out;
}

std::string purl_problem(const VexProduct& product) {
  if (product.purl.empty())
    return "\"" + product.name + "\" has no package URL" + (product.cpe.empty() ? "" : ", only a CPE");
  if (product.purl.find('#') != std::string::npos)
    return "\"" + product.purl + "\" names a part of a package";
  return {};
}

Subject subject_of(const VexStatement& statement) {
  Subject out;
  const auto& product = statement.product;
  const auto purl = quoted_purl(product.purl);
  const bool image = purl.has_value() && names_image(*purl);
  if (image)
    out.image = image_conditions(*purl);
  else if (product.purl.empty() && !product.digests.empty())
    out.image = {{"image.digest", one_or_list(product.digests)}};
  const VexProduct* package = statement.subcomponent ? &*statement.subcomponent
                              : out.image.empty()    ? &product
                                                     : nullptr;
  if (out.image.empty() && statement.subcomponent)
    out.problem = "\"" + product.name + "\" is no image: which package contains which is not known";
  else if (package != nullptr)
    out.problem = purl_problem(*package);
  if (package != nullptr) out.purl = package->purl;
  return out;
}

// "Fixed" speaks of a version: without one it would speak of the broken ones too.
bool says_version(const VexProduct& product) {
  const auto purl = quoted_purl(product.purl);
  if (!purl) return !product.digests.empty();
  const auto image = names_image(*purl) ? image_of(*purl) : ImageName();
  return !purl->version.empty() || !image.digest.empty() || !image.tag.empty();
}
bool fixed_nowhere(const VexStatement& statement) {
  return statement.status == VexStatus::Fixed && !says_version(statement.product) &&
         !(statement.subcomponent && says_version(*statement.subcomponent));
}

std::string status_of(const VexStatement& statement) {
  if (statement.status != VexStatus::NotAffected) return "false_positive";
  return statement.justification.empty() ? "not_applicable" : "not_affected";
}

std::string reason_of(const VexStatement& statement, const VexDocument& document) {
  const std::string by = document.author.empty() ? std::string("VEX") : "VEX of " + document.author;
  if (!statement.impact.empty()) return by + ": " + statement.impact;
  if (statement.status == VexStatus::Fixed) return by + ": fixed in this product";
  if (statement.status == VexStatus::FalsePositive) return by + ": false positive";
  return by + ": " + statement.justification;
}

// Groups claims that differ in the package alone: documents of vendors have thousands of those.
class DraftMaker {
 public:
  void add(const VexClaim& claim, const VexDocument& document) {
    const auto& statement = *claim.statement;
    const auto subject = subject_of(statement);
    if (!subject.problem.empty()) return lose(statement, subject.problem);
    if (fixed_nowhere(statement))
      return lose(statement, "fixed in \"" + statement.product.name + "\", but no version is said");
    RuleDraft draft = draft_of(statement, document, subject);
    for (const VexStatement* exception : claim.exceptions)
      if (!except(*exception, draft))
        return lose(statement, "a later statement takes back a part that cannot be told");
    merge(std::move(draft), subject.purl);
  }
  void lose(const VexStatement& statement, const std::string& why) {
    losses_.push_back({statement.line, statement.vulnerability + ": " + why});
  }

  Drafts take() {
    Drafts out;
    for (auto& [key, group] : groups_) {
      if (!group.purls.empty()) {
        std::sort(group.purls.begin(), group.purls.end());
        group.draft.match.emplace_back("package.purl", one_or_list(group.purls));
      }
      out.rules.push_back(std::move(group.draft));
    }
    std::sort(out.rules.begin(), out.rules.end(), [](const RuleDraft& a, const RuleDraft& b) {
      return std::tie(a.line, a.name, a.reason) < std::tie(b.line, b.name, b.reason);
    });
    out.losses = std::move(losses_);
    return out;
  }

 private:
  struct Group {
    RuleDraft draft;
    std::vector<std::string> purls;
  };

  static RuleDraft draft_of(const VexStatement& statement, const VexDocument& document,
                            const Subject& subject) {
    RuleDraft draft;
    draft.line = statement.line;
    draft.name = statement.vulnerability;
    std::vector<std::string> ids{statement.vulnerability};
    ids.insert(ids.end(), statement.aliases.begin(), statement.aliases.end());
    draft.match = {{"vuln.id", one_or_list(ids)}};
    draft.match.insert(draft.match.end(), subject.image.begin(), subject.image.end());
    draft.status = status_of(statement);
    if (draft.status == "not_affected") draft.justification = statement.justification;
    draft.reason = reason_of(statement, document);
    draft.owner = document.author;
    return draft;
  }
  static bool except(const VexStatement& statement, RuleDraft& draft) {
    auto subject = subject_of(statement);
    if (!subject.problem.empty()) return false;
    if (!subject.purl.empty()) subject.image.emplace_back("package.purl", Json(subject.purl));
    draft.match.emplace_back("not", Json(std::move(subject.image)));
    return true;
  }
  void merge(RuleDraft draft, const std::string& purl) {
    JsonWriter key(JsonWriter::Style::Compact);
    key.begin_array().value(draft.status).value(draft.justification).value(draft.reason);
    write(key, Json(draft.match));
    key.value(!purl.empty()).end_array();
    auto& group = groups_.try_emplace(key.take(), Group{std::move(draft), {}}).first->second;
    if (!purl.empty()) group.purls.push_back(purl);
  }
  static void write(JsonWriter& out, const Json& value) {
    if (value.is_object()) {
      out.begin_object();
      for (const auto& [key, member] : value.members()) write(out.key(key), member);
      out.end_object();
    } else if (value.is_array()) {
      out.begin_array();
      for (const auto& item : value.items()) write(out, item);
      out.end_array();
    } else {
      out.value(value.as_string());
    }
  }

  std::map<std::string, Group> groups_;
  std::vector<Loss> losses_;
};

}  // namespace

Result<Drafts> vex_drafts(const std::vector<VexDocument>& documents, const Limits& limits) {
  std::vector<const VexStatement*> statements;
  std::map<const VexStatement*, const VexDocument*> origin;
  DraftMaker maker;
  for (const auto& document : documents)
    for (const auto& statement : document.statements) {
      statements.push_back(&statement);
      origin[&statement] = &document;
    }
  const auto claims = TRY(latest_claims(statements, limits));
  for (const auto& claim : claims) maker.add(claim, *origin[claim.statement]);
  for (const auto* statement : statements)
    if (!hides(statement->status)) maker.lose(*statement, "the status hides nothing, so it is no rule");
  auto out = maker.take();
  for (const auto& document : documents)
    out.losses.insert(out.losses.end(), document.losses.begin(), document.losses.end());
  std::stable_sort(out.losses.begin(), out.losses.end(),
                   [](const Loss& a, const Loss& b) { return a.line < b.line; });
  return out;
}

Result<Import> vex_rules(const std::vector<VexDocument>& documents, std::string_view name,
                         const Limits& limits) {
  auto drafts = TRY(vex_drafts(documents, limits));
  ImportOptions options;
  options.layer = "vex";
  for (auto& draft : drafts.rules) draft.approved_by = draft.owner;
  options.owner = options.approved_by = "vex";  // of documents that name no author
  auto yaml = TRY(write_rules(drafts.rules, options, "VEX", name));
  return Import{std::move(yaml), drafts.rules.size(), std::move(drafts.losses)};
}

}  // namespace lazaret::rules::exchange
