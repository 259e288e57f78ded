// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/finding.h"

#include <algorithm>
#include <set>

#include "core/advisory/ecosystems.h"
#include "core/advisory/remediation.h"
#include "core/advisory/severity_choice.h"
#include "core/base/digest.h"
#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

constexpr std::size_t kMaxReferences = 20;
constexpr std::size_t kMaxTitleBytes = 120;

// Many records have no title: then the first line of their text, cut at a word.
std::string short_title(std::string_view details) {
  details = trim(details.substr(0, details.find('\n')));
  if (details.size() <= kMaxTitleBytes) return std::string(details);
  const std::size_t space = details.rfind(' ', kMaxTitleBytes);
  if (space == std::string_view::npos) return {};
  return std::string(details.substr(0, space)) + " …";
}

// Texts about this vulnerability alone go before those of errata with several.
Result<void> fill_texts(TextReader& texts, const VulnerabilityGroup& group, Finding& finding) {
  std::vector<const Hit*> hits = group.hits;
  std::ranges::stable_sort(hits, {}, [](const Hit* hit) { return hit->vulnerabilities.size() > 1; });
  for (const Hit* hit : hits) {
    RecordText text = TRY(texts.read(hit->record));
    if (finding.title.empty()) finding.title = std::move(text.title);
    if (finding.description.empty()) finding.description = std::move(text.details);
    finding.references.insert(finding.references.end(), text.references.begin(), text.references.end());
  }
  if (finding.title.empty()) finding.title = short_title(finding.description);
  if (finding.title.empty()) finding.title = group.id;
  std::ranges::sort(finding.references);
  finding.references.erase(std::unique(finding.references.begin(), finding.references.end()),
                           finding.references.end());
  if (finding.references.size() > kMaxReferences) finding.references.resize(kMaxReferences);
  return {};
}

void fill_ids(const VulnerabilityGroup& group, Finding& finding) {
  std::set<std::string_view> aliases;
  std::set<std::string_view> advisories;
  for (const Hit* hit : group.hits) {
    advisories.insert(hit->id);
    if (hit->vulnerabilities.size() > 1) continue;  // its ids are not those of one vulnerability
    aliases.insert(hit->id);
    aliases.insert(hit->aliases.begin(), hit->aliases.end());
  }
  aliases.erase(group.id);
  finding.aliases.assign(aliases.begin(), aliases.end());
  finding.advisories.assign(advisories.begin(), advisories.end());
}

// The earliest date that any of the records has, and the weaknesses of those about this vulnerability alone.
Result<void> fill_record_facts(const Generation::State& state, const VulnerabilityGroup& group,
                               Finding& finding) {
  std::set<std::string_view> cwes;
  for (const Hit* hit : group.hits) {
    const Instant published{hit->record.published};
    const bool is_known = published.unix_seconds > 0;
    if (is_known && published <= finding.published.value_or(published)) finding.published = published;
    if (hit->vulnerabilities.size() > 1) continue;
    const auto own = TRY(state.list(hit->record.cwes));
    cwes.insert(own.begin(), own.end());
  }
  finding.cwes.assign(cwes.begin(), cwes.end());
  return {};
}

FixState unfixed_state(const VulnerabilityGroup& group) {
  const auto any_status = [&](std::string_view status) {
    return std::ranges::any_of(group.hits, [&](const Hit* hit) { return hit->status == status; });
  };
  if (any_status("fix-not-planned") || any_status("end-of-life") || any_status("wont-fix") ||
      any_status("wont_fix") || any_status("will not fix"))
    return FixState::WontFix;
  if (any_status("deferred") || any_status("fix deferred")) return FixState::Deferred;
  // Free of it somewhere above, or listed by version only: that no fix exists is not said.
  const bool is_open = std::ranges::any_of(
      group.hits, [](const Hit* hit) { return !hit->has_last_affected && !hit->ranges.empty(); });
  return is_open ? FixState::None : FixState::Unknown;
}

Result<std::vector<std::string_view>> fill_cve_facts(const Generation::State& state, Finding& finding) {
  const auto cve = TRY(state.find_cve(finding.id));
  if (!cve.has_value()) return std::vector<std::string_view>();
  if (cve->epss != layout::kNone) finding.epss = cve->epss / 1e6;
  finding.kev = cve->kev_day != 0;
  return state.list(cve->vectors);
}

}  // namespace

Result<Finding> make_finding(const Generation::State& state, TextReader& texts,
                             const VulnerabilityGroup& group, const Package& package,
                             const package::VersionScheme& scheme) {
  Finding finding;
  finding.id = group.id;
  finding.package = package.purl;
  finding.package_name = package.name;
  finding.package_type = package.type;
  finding.installed_version = package.version;
  finding.plugin = package.plugin;
  finding.ecosystem = group.hits.front()->ecosystem;
  fill_ids(group, finding);
  TRY(fill_texts(texts, group, finding));
  TRY(fill_record_facts(state, group, finding));
  choose_severity(state, group, TRY(fill_cve_facts(state, finding)), finding);
  finding.fixed_version = fixed_version_of(group, scheme);
  finding.fix_state = finding.fixed_version.empty() ? unfixed_state(group) : FixState::Fixed;
  finding.remediation = remediation_for(package, family_of(group.hits.front()->ecosystem), finding.fix_state,
                                        finding.fixed_version);
  return finding;
}

std::string make_fingerprint(const Finding& finding) {
  std::string key;
  for (const std::string_view part :
       {to_string(finding.kind), std::string_view(finding.id), std::string_view(finding.package),
        std::string_view(finding.location.path)}) {
    key += part;
    key += '\0';
  }
  return std::string(sha256_of(key).hex().substr(0, 32));
}

}  // namespace lazaret::advisory
