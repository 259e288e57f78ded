// SPDX-License-Identifier: Apache-2.0
// Disable rules of Microsoft Defender for Cloud, both forms, as JSON that holds what the portal's form asks
// for. Called through import.cc's table. Trusts nothing. Source: Defender for Cloud, "Disable vulnerability
// assessment findings on container registry images", both editions; the JSON is
// docs/reference/rules-import.md.
#include <algorithm>
#include <cstdlib>

#include "core/base/text.h"
#include "rules/exchange/formats.h"
#include "rules/exchange/source_readers.h"
#include "rules/exchange/vulnerability_id.h"

namespace lazaret::rules::exchange {
namespace {

struct Word {
  std::string_view theirs;  // lower case
  std::vector<std::string> ours;
};

const Word* find_word(const std::vector<Word>& words, std::string_view word) {
  const auto lower = to_lower_ascii(word);
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.theirs == lower; });
  return found == words.end() ? nullptr : &*found;
}

std::vector<Word> fix_states() {
  return {{"fixavailable", {"fixed"}},
          {"nofixavailable", {"none"}},
          {"wontfix", {"wont_fix"}},
          {"scheduled", {"deferred"}},
          {"unknown", {"unknown"}}};
}
std::vector<Word> severities() {
  return {{"low", {"low"}}, {"medium", {"medium"}}, {"high", {"high"}}, {"critical", {"critical"}}};
}

std::string kind_of_digest_problem(std::string_view digest) {
  const bool hex = digest.size() == 71 && digest.starts_with("sha256:") &&
                   digest.substr(7).find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return hex ? "" : "\"" + std::string(digest) + "\" is no digest sha256:<64 hexadecimal digits>";
}

class DisableRuleReader {
 public:
  DisableRuleReader(Source source, Drafts& drafts) : source_(source), drafts_(drafts) {}

  Result<void> rule(const Node& node) {
    TRY(source_.only_keys(node, "a disable rule",
                          {"name", "recommendation", "scope", "justification", "criteria"}));
    draft_ = RuleDraft();
    draft_.line = node.line;
    lost_ = false;
    draft_.name = TRY(source_.text(node, "name"));
    if (draft_.name.empty()) draft_.name = "line-" + std::to_string(node.line);
    draft_.reason = TRY(source_.text(node, "justification"));
    if (draft_.reason.empty()) draft_.reason = "disabled in Defender for Cloud, no justification given";
    TRY(surroundings(node));
    const Node* criteria = node.find("criteria");
    if (criteria == nullptr) return source_.error(node.line, "a disable rule needs \"criteria\"");
    TRY(this->criteria(*criteria));
    if (!lost_) drafts_.rules.push_back(std::move(draft_));
    return {};
  }

 private:
  // A subscription says where a rule counts; only the options of the import can say it here.
  Result<void> surroundings(const Node& node) {
    draft_.scoped = !TRY(source_.text(node, "scope")).empty();
    const auto recommendation = TRY(source_.text(node, "recommendation"));
    if (!recommendation.empty())
      drafts_.losses.push_back(
          {node.find("recommendation")->line,
           "recommendation \"" + recommendation + "\": a rule counts for whatever is scanned"});
    return {};
  }

  Result<void> criteria(const Node& node) {
    TRY(source_.only_keys(node, "criteria",
                          {"findingId", "category", "securityCheck", "cvssBelow", "severity", "patchable",
                           "cve", "imageDigest", "osVersion", "minimumSeverity", "fixStatus"}));
    draft_.match.emplace_back("finding.kind", Json(std::string("vulnerability")));
    const auto conditions_from = draft_.match.size();
    TRY(identifiers(node));
    TRY(texts(node));
    TRY(severity(node));
    TRY(fixes(node));
    TRY(image(node));
    if (!lost_ && draft_.match.size() == conditions_from)
      return source_.error(node.line, "a disable rule without any criterion");
    return {};
  }

  // Lists are arrays, or one text with semicolons as the portal's form has them.
  Result<std::vector<std::string>> values(const Node& node, std::string_view key) {
    std::vector<std::string> out;
    const auto written = TRY(source_.texts(node, key));
    for (const auto& text : written)
      for (const auto part : split(text, ';'))
        if (!trim(part).empty()) out.emplace_back(trim(part));
    if (out.empty() && node.find(key) != nullptr)
      return source_.error(node.find(key)->line, "\"" + std::string(key) + "\" is empty");
    return out;
  }
  void add(std::string field, Json value) { draft_.match.emplace_back(std::move(field), std::move(value)); }

  Result<void> identifiers(const Node& node) {
    const auto cves = TRY(values(node, "cve"));
    for (const auto& id : cves)
      if (!is_vulnerability_id(id)) return source_.error(node.find("cve")->line, "\"" + id + "\" is no CVE");
    if (!cves.empty()) add("vuln.id", one_or_list(cves));
    const auto ids = TRY(values(node, "findingId"));
    if (ids.empty()) return {};
    if (std::all_of(ids.begin(), ids.end(), is_vulnerability_id))
      return add("finding.id", one_or_list(ids)), Result<void>();
    lose(node.find("findingId")->line,
         "findingId \"" + ids[0] + "\" is a number of the scanner of those years");
    return {};
  }
  Result<void> texts(const Node& node) {
    const auto categories = TRY(values(node, "category"));
    if (!categories.empty()) add("finding.category", one_or_list(categories));
    const auto check = TRY(source_.text(node, "securityCheck"));
    if (!check.empty())
      add("finding.title", Json(Json::Object{{"contains", Json(check)}, {"ci", Json(true)}}));
    return {};
  }

  Result<void> severity(const Node& node) {
    TRY(words(node, "severity", "finding.severity", severities()));
    const auto highest = TRY(source_.text(node, "minimumSeverity"));
    if (!highest.empty()) {
      const Word* word = nullptr;
      const auto known = severities();
      if ((word = find_word(known, highest)) == nullptr)
        return source_.error(node.find("minimumSeverity")->line, "\"" + highest + "\" is no severity");
      // From negligible: a severity that nobody knows is not below anything.
      add("finding.severity",
          Json(Json::Object{{"gte", Json(std::string("negligible"))}, {"lte", Json(word->ours[0])}}));
    }
    return cvss(node);
  }
  Result<void> cvss(const Node& node) {
    const auto text = TRY(source_.text(node, "cvssBelow"));
    if (text.empty()) return {};
    char* end = nullptr;
    const double score = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !(score > 0 && score <= 10))
      return source_.error(node.find("cvssBelow")->line,
                           "cvssBelow \"" + text + "\" is no score above 0, up to 10");
    add("vuln.cvss.v3", Json(Json::Object{{"lt", Json(score)}}));
    return {};
  }

  Result<void> fixes(const Node& node) {
    TRY(words(node, "fixStatus", "fix.state", fix_states()));
    const auto patchable = TRY(source_.flag(node, "patchable"));
    if (!patchable) return {};
    add("fix.state", one_or_list(*patchable ? std::vector<std::string>{"fixed"}
                                            : std::vector<std::string>{"none", "wont_fix", "deferred"}));
    return {};
  }
  Result<void> words(const Node& node, std::string_view key, std::string_view field,
                     const std::vector<Word>& known) {
    std::vector<std::string> ours;
    const auto written = TRY(values(node, key));
    for (const auto& value : written) {
      const Word* word = find_word(known, value);
      if (word == nullptr)
        return source_.error(node.find(key)->line, std::string(key) + " has no value \"" + value + "\"");
      ours.insert(ours.end(), word->ours.begin(), word->ours.end());
    }
    if (!ours.empty()) add(std::string(field), one_or_list(ours));
    return {};
  }

  Result<void> image(const Node& node) {
    const auto digests = TRY(values(node, "imageDigest"));
    for (const auto& digest : digests)
      if (const auto problem = kind_of_digest_problem(digest); !problem.empty())
        return source_.error(node.find("imageDigest")->line, problem);
    if (!digests.empty()) add("image.digest", one_or_list(digests));
    return os_versions(node);
  }
  // "ubuntu_linux_20.04": the distribution, perhaps "_linux", and the release behind the last underscore.
  Result<void> os_versions(const Node& node) {
    Json::Array any;
    const auto written = TRY(values(node, "osVersion"));
    for (const auto& value : written) {
      const auto last = value.rfind('_');
      if (last == std::string::npos || last == 0 || last + 1 == value.size())
        return source_.error(node.find("osVersion")->line,
                             "osVersion \"" + value + "\" is not like ubuntu_linux_20.04 or alpine_3.17");
      auto name = to_lower_ascii(value.substr(0, last));
      if (name.ends_with("_linux")) name.resize(name.size() - 6);
      const auto release = value.substr(last + 1);
      any.push_back(Json(Json::Object{{"image.os", Json(name)}, {"image.os_version", Json(release)}}));
      any.push_back(
          Json(Json::Object{{"image.os", Json(name)},
                            {"image.os_version", Json(Json::Object{{"prefix", Json(release + ".")}})}}));
    }
    if (!any.empty()) add("any", Json(std::move(any)));
    return {};
  }

  void lose(int line, std::string what) {
    lost_ = true;
    drafts_.losses.push_back({line, std::move(what) + " (the rule was left out)"});
  }

  Source source_;
  Drafts& drafts_;
  RuleDraft draft_;
  bool lost_ = false;
};

}  // namespace

Result<Drafts> read_azure(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_json_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.only_keys(root, "the file", {"disableRules"}));
  if (root.find("disableRules") == nullptr) return source.error(1, "the file needs a list \"disableRules\"");
  Drafts drafts;
  DisableRuleReader reader(source, drafts);
  const auto rules = TRY(source.list(root, "disableRules"));
  for (const Node* rule : rules) TRY(reader.rule(*rule));
  return drafts;
}

}  // namespace lazaret::rules::exchange
