// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/vex_explain.h"

#include <algorithm>

#include "core/base/text.h"
#include "rules/exchange/vex_image.h"

namespace lazaret::rules::exchange {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& text : list) (out += out.empty() ? "" : ", ") += text;
  return out;
}

class Explainer {
 public:
  Explainer(const VexStatement& statement, const VexSubject& subject)
      : statement_(statement), subject_(subject) {}

  VexExplanation explain() {
    vulnerability();
    const auto purl = quoted_purl(statement_.product.purl);
    if (purl && names_image(*purl))
      image(*purl);
    else if (statement_.product.purl.empty() && !statement_.product.digests.empty())
      check("product digest", joined(statement_.product.digests), subject_.digest,
            contains(statement_.product.digests, subject_.digest));
    else if (statement_.subcomponent)
      check("product type", "an image (pkg:oci, pkg:docker or a digest)", statement_.product.name, false);
    else
      package("product ", statement_.product);
    if (statement_.subcomponent) package("subcomponent ", *statement_.subcomponent);
    return finish();
  }

 private:
  void check(std::string part, std::string wanted, std::string actual, bool matched) {
    out_.checks.push_back({std::move(part), std::move(wanted), std::move(actual), matched});
  }
  void vulnerability() {
    std::vector<std::string> theirs = statement_.aliases, ours = subject_.aliases;
    theirs.insert(theirs.begin(), statement_.vulnerability);
    ours.insert(ours.begin(), subject_.vulnerability);
    const bool same =
        std::any_of(theirs.begin(), theirs.end(), [&](const auto& id) { return contains(ours, id); });
    check("vulnerability", joined(theirs), joined(ours), same);
  }

  void image(const Purl& purl) {
    const auto name = image_of(purl);
    if (!name.digest.empty())
      return check("product digest", name.digest, subject_.digest, name.digest == subject_.digest);
    if (!name.registry.empty())
      check("product registry", name.registry, subject_.registry, name.registry == subject_.registry);
    if (!name.repository.empty())
      check("product repository", name.repository, subject_.repository,
            name.repository == subject_.repository);
    if (!name.last_segment.empty()) {
      const auto last = subject_.repository.substr(subject_.repository.rfind('/') + 1);
      check("product name", name.last_segment, last, name.last_segment == last);
    }
    // As a suppression's condition: every current tag, and there must be one (S15).
    if (!name.tag.empty()) {
      const bool all =
          !subject_.tags.empty() && std::all_of(subject_.tags.begin(), subject_.tags.end(),
                                                [&](const auto& tag) { return tag == name.tag; });
      check("product tag", name.tag, joined(subject_.tags), all);
    }
    if (name.architecture.empty()) return;
    const auto parts = split(subject_.platform, '/');
    check("product qualifier arch", name.architecture, subject_.platform,
          parts.size() > 1 && parts[1] == name.architecture);
  }

  void package(const std::string& prefix, const VexProduct& product) {
    const auto wanted = quoted_purl(product.purl);
    if (!wanted) return check(prefix + "purl", product.name, subject_.purl, false);
    const auto actual = quoted_purl(subject_.purl);
    if (!actual) return check(prefix + "purl", product.purl, subject_.purl, false);
    for (auto& part : compare_purl(*wanted, *actual))
      check(prefix + part.part, std::move(part.wanted), std::move(part.actual), part.matched);
  }

  VexExplanation finish() {
    out_.statement = &statement_;
    const auto failed =
        std::find_if(out_.checks.begin(), out_.checks.end(), [](const auto& c) { return !c.matched; });
    out_.applies = failed == out_.checks.end();
    if (!out_.applies)
      out_.mismatch = failed->part + ": wanted \"" + failed->wanted + "\", found " +
                      (failed->actual.empty() ? "nothing" : "\"" + failed->actual + "\"");
    return std::move(out_);
  }

  const VexStatement& statement_;
  const VexSubject& subject_;
  VexExplanation out_;
};

}  // namespace

std::vector<VexExplanation> explain_vex(const std::vector<VexStatement>& statements,
                                        const VexSubject& subject, bool others) {
  std::vector<VexExplanation> out;
  for (const auto& statement : statements) {
    auto explanation = Explainer(statement, subject).explain();
    if (others || explanation.checks.front().matched) out.push_back(std::move(explanation));
  }
  return out;
}

}  // namespace lazaret::rules::exchange
