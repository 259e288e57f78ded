// SPDX-License-Identifier: Apache-2.0
// OSV-Scanner's configuration: [[IgnoredVulns]] by id, [[PackageOverrides]] by package.
// Called through import.cc's table. Trusts nothing. Source: OSV-Scanner, "Configuration".
#include <algorithm>

#include "rules/exchange/end_date.h"
#include "rules/exchange/formats.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

struct Ecosystem {
  std::string_view theirs;  // up to a ":"; a release behind it cannot be said
  std::string_view type;    // of package URLs
};

constexpr Ecosystem kEcosystems[] = {
    {"Alpine", "apk"},
    {"CRAN", "cran"},
    {"Chainguard", "apk"},
    {"ConanCenter", "conan"},
    {"Debian", "deb"},
    {"Go", "golang"},
    {"Hackage", "hackage"},
    {"Hex", "hex"},
    {"Maven", "maven"},
    {"NuGet", "nuget"},
    {"Packagist", "composer"},
    {"Pub", "pub"},
    {"PyPI", "pypi"},
    {"RubyGems", "gem"},
    {"SwiftURL", "swift"},
    {"Ubuntu", "deb"},
    {"Wolfi", "apk"},
    {"crates.io", "cargo"},
    {"npm", "npm"},
};

// Debian, Ubuntu and the like share a type: the image's distribution tells them apart.
std::string_view distribution(std::string_view ecosystem) {
  constexpr Ecosystem kIds[] = {{"Alpine", "alpine"},
                                {"Chainguard", "chainguard"},
                                {"Debian", "debian"},
                                {"Ubuntu", "ubuntu"},
                                {"Wolfi", "wolfi"}};
  for (const auto& [theirs, id] : kIds)
    if (theirs == ecosystem) return id;
  return {};
}

class TableReader {
 public:
  TableReader(Source source, Drafts& drafts) : source_(source), drafts_(drafts) {}

  Result<void> ignored(const Node& node) {
    TRY(source_.only_keys(node, "[[IgnoredVulns]]", {"id", "ignoreUntil", "reason"}));
    RuleDraft draft;
    draft.line = node.line;
    draft.name = TRY(source_.required_text(node, "id", "[[IgnoredVulns]]"));
    draft.match = {{"vuln.id", Json(draft.name)}};
    TRY(common(node, "ignoreUntil", draft));
    drafts_.rules.push_back(std::move(draft));
    return {};
  }

  Result<void> override_of(const Node& node) {
    TRY(source_.only_keys(node, "[[PackageOverrides]]",
                          {"name", "version", "ecosystem", "group", "ignore", "vulnerability", "license",
                           "effectiveUntil", "reason"}));
    RuleDraft draft;
    draft.line = node.line;
    TRY(common(node, "effectiveUntil", draft));
    bool whole = true;
    TRY(package(node, draft, whole));
    TRY(licence(node));
    const bool everything = TRY(source_.flag(node, "ignore")).value_or(false);
    const bool vulnerabilities = TRY(ignores_vulnerabilities(node));
    if (!whole || (!everything && !vulnerabilities)) return {};
    if (!everything)
      draft.match.insert(draft.match.begin(), {"finding.kind", Json(std::string("vulnerability"))});
    drafts_.rules.push_back(std::move(draft));
    return {};
  }

 private:
  Result<void> common(const Node& node, std::string_view end_key, RuleDraft& draft) {
    draft.reason = TRY(source_.text(node, "reason"));
    if (draft.reason.empty()) draft.reason = "ignored in OSV-Scanner's configuration, no reason given";
    const Node* end = node.find(end_key);
    if (end == nullptr) return {};
    if (end->kind != Node::Kind::Date)
      return source_.error(end->line, std::string(end_key) + " must be a date without quotes");
    auto until = last_day_before(end->text);
    if (!until) return source_.error(end->line, std::string(end_key) + ": " + until.error().message);
    draft.until = until.take();
    return {};
  }

  // `whole` becomes false when a condition cannot be said: without it the rule would hide more.
  Result<void> package(const Node& node, RuleDraft& draft, bool& whole) {
    const auto name = TRY(source_.text(node, "name"));
    const auto version = TRY(source_.text(node, "version"));
    const auto ecosystem = TRY(source_.text(node, "ecosystem"));
    const auto groups = TRY(source_.text(node, "group"));
    if (name.empty() && version.empty() && ecosystem.empty() && groups.empty())
      return source_.error(node.line, "[[PackageOverrides]] without name, version, ecosystem or group");
    draft.name = name.empty() ? "line-" + std::to_string(node.line) : name;
    if (!name.empty()) draft.match.emplace_back("package.name", Json(name));
    if (!version.empty()) draft.match.emplace_back("package.version", Json(version));
    if (!ecosystem.empty()) whole = this->ecosystem(node, ecosystem, draft) && whole;
    if (!groups.empty()) {
      whole = false;
      lose(node.find("group")->line,
           "group \"" + groups + "\": images have no dependency groups (the override was left out)");
    }
    return {};
  }
  bool ecosystem(const Node& node, const std::string& name, RuleDraft& draft) {
    const auto* found = std::find_if(std::begin(kEcosystems), std::end(kEcosystems),
                                     [&](const Ecosystem& e) { return e.theirs == name; });
    if (found == std::end(kEcosystems)) {
      lose(node.find("ecosystem")->line,
           "ecosystem \"" + name + "\" has no equal here (the override was left out)");
      return false;
    }
    draft.match.emplace_back("package.type", Json(std::string(found->type)));
    if (const auto id = distribution(name); !id.empty())
      draft.match.emplace_back("image.os", Json(std::string(id)));
    return true;
  }

  Result<bool> ignores_vulnerabilities(const Node& node) {
    const Node* section = node.find("vulnerability");
    if (section == nullptr) return false;
    TRY(source_.only_keys(*section, "vulnerability", {"ignore"}));
    return TRY(source_.flag(*section, "ignore")).value_or(false);
  }
  Result<void> licence(const Node& node) {
    const Node* section = node.find("license");
    if (section == nullptr) return {};
    TRY(source_.only_keys(*section, "license", {"ignore", "override"}));
    lose(section->line, "license: Lazaret takes licences as packages state them (left out)");
    return {};
  }
  void lose(int line, std::string what) { drafts_.losses.push_back({line, std::move(what)}); }

  Source source_;
  Drafts& drafts_;
};

}  // namespace

Result<Drafts> read_osv_scanner(const ImportSource& input, const Limits& limits) {
  const auto root = TRY(read_toml_source(input.text, input.name, limits));
  const Source source(input.name);
  TRY(source.only_keys(root, "the file", {"IgnoredVulns", "PackageOverrides", "GoVersionOverride"}));
  Drafts drafts;
  if (const Node* go = root.find("GoVersionOverride"))
    drafts.losses.push_back({go->line, "GoVersionOverride: Lazaret takes Go's version from the binary"});
  TableReader reader(source, drafts);
  const auto ignored = TRY(source.list(root, "IgnoredVulns"));
  for (const Node* node : ignored) TRY(reader.ignored(*node));
  const auto overrides = TRY(source.list(root, "PackageOverrides"));
  for (const Node* node : overrides) TRY(reader.override_of(*node));
  return drafts;
}

}  // namespace lazaret::rules::exchange
