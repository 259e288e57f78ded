// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/record.h"

#include <algorithm>
#include <array>

#include "core/advisory/feed_rules.h"
#include "core/base/text.h"
#include "core/base/time.h"

namespace lazaret::advisory {
namespace {

constexpr std::size_t kMaxText =
    60'000;  // a reference, id, name or version longer than this damages its record

constexpr std::size_t kMaxCwes = 20;
constexpr std::size_t kMaxCweBytes = 16;

Error damaged(std::string why) { return make_error(ErrorCode::InvalidInput, std::move(why)); }

// A string that must be there, in a length that the file format holds.
Result<std::string> required_text(const Json& json, std::string_view what) {
  const std::string_view text = json.as_string();
  if (text.empty()) return damaged(std::string(what) + " is missing or no string");
  if (text.size() > kMaxText)
    return damaged(std::string(what) + " has " + std::to_string(text.size()) + " bytes, more than " +
                   std::to_string(kMaxText));
  return std::string(text);
}

std::vector<std::string> texts_of(const Json& array) {
  std::vector<std::string> texts;
  for (const Json& item : array.items()) {
    const std::string_view text = trim(item.as_string());
    if (!text.empty() && text.size() <= kMaxText) texts.emplace_back(text);
  }
  return texts;
}

void sort_unique(std::vector<std::string>& texts) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// A date that says "unknown" in one feed or another (year 1, empty) is 0, not an error.
std::int64_t date_of(const Json& json) {
  const auto instant = parse_instant(json.as_string());
  return instant.has_value() ? std::max<std::int64_t>(instant.value().unix_seconds, 0) : 0;
}

struct EventName {
  std::string_view key;
  EventKind kind;
};
constexpr std::array kEventNames{
    EventName{"introduced", EventKind::Introduced}, EventName{"fixed", EventKind::Fixed},
    EventName{"last_affected", EventKind::LastAffected}, EventName{"limit", EventKind::Limit}};

Result<std::vector<AffectedEvent>> read_events(const Json& json) {
  std::vector<AffectedEvent> events;
  for (const Json& event : json.items()) {
    for (const auto& [key, kind] : kEventNames) {
      const Json* version = event.find(key);
      if (version != nullptr) events.push_back({kind, TRY(required_text(*version, key))});
    }
  }
  if (events.empty()) return damaged("a range has no events");
  return events;
}

Result<std::vector<AffectedRange>> read_ranges(const Json& json) {
  std::vector<AffectedRange> ranges;
  for (const Json& range : json.items()) {
    const std::string_view type = range["type"].as_string();
    if (type == "GIT") continue;  // commits: no package in an image is known by one
    if (type != "SEMVER" && type != "ECOSYSTEM")
      return damaged("unknown range type '" + std::string(type) + "'");
    const auto kind = type == "SEMVER" ? RangeKind::Semver : RangeKind::Ecosystem;
    ranges.push_back({kind, TRY(read_events(range["events"]))});
  }
  return ranges;
}

bool names_module_build(const AffectedPackage& package) {
  return std::ranges::any_of(package.ranges, [](const AffectedRange& range) {
    return std::ranges::any_of(range.events,
                               [](const AffectedEvent& event) { return is_module_build(event.version); });
  });
}

// SUSE's entry is a source package; each binary package that it lists has its own fixed version.
Result<void> add_binaries(const Json& lists, const AffectedPackage& source,
                          std::vector<AffectedPackage>& out) {
  for (const Json& list : lists.items()) {
    for (const auto& [name, version] : list.members()) {
      AffectedPackage binary = source;
      binary.name = name;
      binary.ranges = {{RangeKind::Ecosystem,
                        {{EventKind::Introduced, "0"},
                         {EventKind::Fixed, TRY(required_text(version, "binary's version"))}}}};
      out.push_back(std::move(binary));
    }
  }
  return {};
}

std::string status_of(const Json& affected) {
  const std::string_view urgency = affected["ecosystem_specific"]["urgency"].as_string();
  const std::string_view status = affected["database_specific"]["status"].as_string();
  return to_lower_ascii(status.empty() ? urgency : status).substr(0, 64);
}

Result<void> read_affected(const Json& json, std::vector<AffectedPackage>& out) {
  const Json& id = json["package"];
  if (id.is_null()) return {};  // the schema allows ranges of commits without a package
  AffectedPackage package;
  package.ecosystem = TRY(required_text(id["ecosystem"], "package.ecosystem"));
  const std::string_view family = family_of(package.ecosystem);
  package.name = normalized_name(family, TRY(required_text(id["name"], "package.name")));
  const Ecosystem* ecosystem = find_ecosystem(package.ecosystem);
  package.subject = ecosystem == nullptr ? Subject::Name : ecosystem->subject;
  package.ranges = TRY(read_ranges(json["ranges"]));
  package.versions = texts_of(json["versions"]);
  package.status = status_of(json);
  const Json& binaries = json["ecosystem_specific"]["binaries"];
  if (!binaries.items().empty()) return add_binaries(binaries, package, out);
  if (family == "SUSE" || family == "openSUSE") package.subject = Subject::Source;
  package.module_build = names_module_build(package);
  if (package.ranges.empty() && package.versions.empty()) return {};  // commits only
  out.push_back(std::move(package));
  return {};
}

void read_severities(const Json& list, OsvRecord& record) {
  for (const Json& severity : list.items()) {
    const std::string_view type = severity["type"].as_string();
    const std::string_view score = severity["score"].as_string();
    if (type == "Ubuntu") record.word = to_lower_ascii(score).substr(0, 64);
    if (type.starts_with("CVSS_") && score.size() < 512) record.vectors.emplace_back(score);
  }
}

// Errata say it in the title: "Important: bluez security update".
std::string word_in_title(std::string_view title) {
  const std::string word = to_lower_ascii(title.substr(0, title.find(':')));
  const bool is_word = word == "critical" || word == "important" || word == "moderate" || word == "low";
  return is_word ? word : std::string();
}

// Debian's urgency stands at each package and is kept there, as its status.
void read_severity_word(const Json& json, const PublisherRule& rule, OsvRecord& record) {
  record.word_source = rule.word_source;
  if (rule.word_source == "almalinux" || rule.word_source == "rocky")
    record.word = word_in_title(record.title);
  if (rule.word_source == "ghsa" || rule.word_source == "azurelinux" || rule.word_source == "redhat" ||
      rule.word_source == "suse")
    record.word = to_lower_ascii(json["database_specific"]["severity"].as_string()).substr(0, 64);
  if (record.word.empty()) record.word_source.clear();
}

// GHSA's records alone have them. At most kMaxCwes: a list is copied into each finding.
void read_cwes(const Json& json, OsvRecord& record) {
  for (std::string& cwe : texts_of(json["database_specific"]["cwe_ids"]))
    if (cwe.starts_with("CWE-") && cwe.size() <= kMaxCweBytes) record.cwes.push_back(std::move(cwe));
  sort_unique(record.cwes);
  if (record.cwes.size() > kMaxCwes) record.cwes.resize(kMaxCwes);
}

bool is_cve(std::string_view id) { return id.starts_with("CVE-"); }

void read_ids(const Json& json, const PublisherRule& rule, OsvRecord& record) {
  const auto take = [&](std::string_view key, bool holds_cves, bool holds_aliases) {
    for (std::string& id : texts_of(json[key])) {
      if (is_cve(id) && holds_cves)
        record.vulnerabilities.push_back(std::move(id));
      else if (!is_cve(id) && holds_aliases && id != record.id)
        record.aliases.push_back(std::move(id));
    }
  };
  if (is_cve(record.id)) record.vulnerabilities.push_back(record.id);
  take("aliases", rule.cves_in_aliases, true);
  take("upstream", rule.cves_in_upstream, true);
  take("related", rule.cves_in_related, false);
  sort_unique(record.vulnerabilities);
  sort_unique(record.aliases);
  record.is_security = rule.is_security || !record.vulnerabilities.empty();
}

void read_texts(const Json& json, OsvRecord& record) {
  record.title = json["summary"].as_string();
  record.details = json["details"].as_string();
  for (const Json& reference : json["references"].items()) {
    const std::string_view url = reference["url"].as_string();
    if (!url.empty() && url.size() <= kMaxText) record.references.emplace_back(url);
  }
}

}  // namespace

Result<OsvRecord> read_record(const Json& json) {
  OsvRecord record;
  record.id = TRY(required_text(json["id"], "id"));
  record.published = date_of(json["published"]);
  record.modified = date_of(json["modified"]);
  record.withdrawn = !json["withdrawn"].is_null();
  if (record.withdrawn) return record;
  const PublisherRule& rule = publisher_of(record.id);
  read_texts(json, record);
  read_ids(json, rule, record);
  read_severities(json["severity"], record);
  for (const Json& affected : json["affected"].items()) {
    TRY(read_affected(affected, record.affected));
    if (record.vectors.empty()) read_severities(affected["severity"], record);
  }
  read_severity_word(json, rule, record);
  read_cwes(json, record);
  sort_unique(record.vectors);
  record.modules = module_streams(record.title);
  return record;
}

}  // namespace lazaret::advisory
