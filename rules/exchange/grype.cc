// SPDX-License-Identifier: Apache-2.0
// The ignore section of Grype's configuration: all fields of a rule must hold, any rule suffices.
// Called through import.cc's table. Trusts nothing. Source: Grype, "Specifying matches to ignore".
#include <algorithm>

#include "rules/exchange/formats.h"
#include "rules/exchange/patterns.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

struct Word {
  std::string_view theirs;
  std::string_view ours;
};

constexpr Word kFixStates[] = {
    {"fixed", "fixed"}, {"not-fixed", "none"}, {"wont-fix", "wont_fix"}, {"unknown", "unknown"}};

// Types of packages that both know, by the names of package URLs.
constexpr Word kTypes[] = {
    {"alpm", "alpm"},
    {"apk", "apk"},
    {"cocoapods", "cocoapods"},
    {"conan", "conan"},
    {"dart-pub", "pub"},
    {"deb", "deb"},
    {"dotnet", "nuget"},
    {"gem", "gem"},
    {"go-module", "golang"},
    {"hackage", "hackage"},
    {"hex", "hex"},
    {"java-archive", "maven"},
    {"npm", "npm"},
    {"php-composer", "composer"},
    {"portage", "portage"},
    {"python", "pypi"},
    {"R-package", "cran"},
    {"rpm", "rpm"},
    {"rust-crate", "cargo"},
    {"swift", "swift"},
};

template <std::size_t kSize>
std::string_view translate(const Word (&words)[kSize], std::string_view word) {
  const auto* found =
      std::find_if(std::begin(words), std::end(words), [&](const Word& w) { return w.theirs == word; });
  return found == std::end(words) ? std::string_view() : found->ours;
}

// Conditions that depend on what only Grype knows.
struct Foreign {
  std::string_view key;
  std::string_view why;
};
constexpr Foreign kForeign[] = {
    {"namespace",
     "feeds have other names here; scope by package.type, image.os and image.os_version instead"},
    {"vex-status", "VEX documents are rules of their own here: see --vex"},
    {"vex-justification", "VEX documents are rules of their own here: see --vex"},
    {"match-type", "Lazaret has no matches by CPE, and no indirect ones"},
};

class RuleReader {
 public:
  RuleReader(Source source, Drafts& drafts, const Limits& limits)
      : source_(source), drafts_(drafts), limits_(limits) {}

  Result<void> rule(const Node& node) {
    TRY(source_.only_keys(node, "an ignore rule",
                          {"vulnerability", "include-aliases", "reason", "namespace", "fix-state", "package",
                           "vex-status", "vex-justification", "match-type"}));
    draft_ = RuleDraft();
    draft_.line = node.line;
    lost_ = false;
    TRY(vulnerability(node));
    TRY(fix_state(node));
    TRY(foreign(node));
    if (const Node* package = node.find("package")) TRY(this->package(*package));
    return finish();
  }

 private:
  // A rule without conditions ignores nothing in Grype; whoever wrote it meant something.
  Result<void> finish() {
    if (lost_) return {};
    if (draft_.match.empty()) return source_.error(draft_.line, "an ignore rule without any condition");
    if (draft_.match.front().first != "vuln.id")
      draft_.match.insert(draft_.match.begin(), {"finding.kind", Json(std::string("vulnerability"))});
    if (draft_.reason.empty()) draft_.reason = "ignored in Grype's configuration, no reason given";
    if (draft_.name.empty()) draft_.name = "line-" + std::to_string(draft_.line);
    drafts_.rules.push_back(std::move(draft_));
    return {};
  }

  Result<void> vulnerability(const Node& node) {
    draft_.reason = TRY(source_.text(node, "reason"));
    TRY(source_.flag(node, "include-aliases"));  // ids differ between the two: aliases always count here
    const auto id = TRY(source_.text(node, "vulnerability"));
    if (id.empty()) return {};
    draft_.name = id;
    draft_.match.emplace_back("vuln.id", Json(id));
    return {};
  }
  Result<void> fix_state(const Node& node) {
    const auto state = TRY(source_.text(node, "fix-state"));
    if (state.empty()) return {};
    const auto ours = translate(kFixStates, state);
    if (ours.empty())
      return source_.error(node.find("fix-state")->line,
                           "fix-state \"" + state + "\" is none of fixed, not-fixed, wont-fix, unknown");
    draft_.match.emplace_back("fix.state", Json(std::string(ours)));
    return {};
  }
  Result<void> foreign(const Node& node) {
    for (const auto& [key, why] : kForeign) {
      const auto value = TRY(source_.text(node, key));
      if (!value.empty())
        lose(node.find(key)->line, std::string(key) + " \"" + value + "\": " + std::string(why));
    }
    return {};
  }

  Result<void> package(const Node& node) {
    TRY(source_.only_keys(node, "package",
                          {"name", "version", "language", "type", "location", "upstream-name"}));
    TRY(regex(node, "name", "package.name"));
    TRY(regex(node, "upstream-name", "package.source_name"));
    TRY(exact(node, "version", "package.version"));
    TRY(exact(node, "language", "package.language"));
    TRY(type(node));
    return location(node);
  }
  // Grype's name is a regular expression over the whole name, and an invalid one silently never matches.
  Result<void> regex(const Node& node, std::string_view key, std::string_view field) {
    const auto pattern = TRY(source_.text(node, key));
    if (pattern.empty()) return {};
    const int line = node.find(key)->line;
    if (const auto problem = regex_problem(pattern, limits_))
      return source_.error(line, std::string(key) + " \"" + pattern + "\" cannot be read: " + *problem);
    if (pattern.find('|') != std::string::npos)
      drafts_.losses.push_back(
          {line, std::string(key) + " \"" + pattern +
                     "\": Grype anchors only the outer ends of alternatives; here each must "
                     "be the whole name"});
    if (draft_.name.empty()) draft_.name = pattern;
    draft_.match.emplace_back(field, name_condition(pattern));
    return {};
  }
  Result<void> exact(const Node& node, std::string_view key, std::string_view field) {
    const auto value = TRY(source_.text(node, key));
    if (!value.empty()) draft_.match.emplace_back(field, Json(value));
    return {};
  }
  Result<void> type(const Node& node) {
    const auto value = TRY(source_.text(node, "type"));
    if (value.empty()) return {};
    const auto ours = translate(kTypes, value);
    if (ours.empty())
      lose(node.find("type")->line, "package type \"" + value + "\" has no equal here");
    else
      draft_.match.emplace_back("package.type", Json(std::string(ours)));
    return {};
  }
  Result<void> location(const Node& node) {
    const auto glob = TRY(source_.text(node, "location"));
    if (glob.empty()) return {};
    auto condition = path_condition(glob, limits_);
    if (!condition)
      return source_.error(node.find("location")->line,
                           "location \"" + glob + "\": " + condition.error().message);
    draft_.match.emplace_back("finding.path", condition.take());
    return {};
  }

  // Without this condition the rule would hide more than it did: the whole rule is left out.
  void lose(int line, std::string what) {
    lost_ = true;
    drafts_.losses.push_back({line, std::move(what) + " (the rule was left out)"});
  }

  Source source_;
  Drafts& drafts_;
  const Limits& limits_;
  RuleDraft draft_;
  bool lost_ = false;
};

}  // namespace

Result<Drafts> read_grype(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_yaml_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.expect_map(root, "the file"));
  Drafts drafts;
  for (const auto& member : root.members)
    if (member.key != "ignore")
      drafts.losses.push_back({member.line, "setting \"" + member.key + "\" is no rule"});
  RuleReader reader(source, drafts, limits);
  const auto rules = TRY(source.list(root, "ignore"));
  for (const Node* rule : rules) TRY(reader.rule(*rule));
  return drafts;
}

}  // namespace lazaret::rules::exchange
