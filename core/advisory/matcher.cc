// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/matcher.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/advisory/distro_ecosystems.h"
#include "core/advisory/ecosystems.h"
#include "core/advisory/finding.h"
#include "core/advisory/generation_state.h"
#include "core/base/text.h"
#include "core/package/purl_type.h"

namespace lazaret::advisory {
namespace {

constexpr std::int64_t kDaySeconds = 24 * 3600;
constexpr std::int64_t kStaleAfterSeconds = 7 * kDaySeconds;
constexpr std::int64_t kFeedSilentDays = 90;  // docs/decisions/0009-a-feed-silent-for-a-quarter-is-a-gap.md

// Which advisories concern packages of one type, and how their versions compare.
struct Plan {
  const Ecosystem* ecosystem = nullptr;
  const package::VersionScheme* scheme = nullptr;
  std::vector<std::string_view> ecosystems;  // empty: nothing can be matched, and a gap says so
};

// The name and version under which advisories of one subject know a package.
struct Identity {
  Subject subject;
  std::string name;
  std::string version;
};

class Matcher {
 public:
  Matcher(const Generation& generation, const OsRelease* os, Instant at)
      : state_(generation.state()), os_(os), at_(at), texts_(state_) {}

  void match(const Package& package);
  void note_age();
  MatchResult take() {
    result_.gaps.assign(gaps_.begin(), gaps_.end());
    return std::move(result_);
  }

 private:
  const Plan& plan_for(const std::string& package_type);
  Plan make_plan(const std::string& package_type);
  Plan plan_language(const Ecosystem& ecosystem);
  Plan plan_distribution(const std::string& package_type);
  void note_silence(std::string_view family);
  std::vector<Hit> hits_for(const Package& package, const Plan& plan);
  Result<void> collect(const Package& package, const Identity& identity, const Plan& plan,
                       std::string_view ecosystem, std::vector<Hit>& hits);
  Result<void> consider(const Package& package, const Identity& identity, const Plan& plan,
                        std::string_view ecosystem, const layout::Entry& entry, std::vector<Hit>& hits);
  void report(const Package& package, const std::vector<Hit>& hits, const Plan& plan);
  void note_unparsable(const Package& package, std::string_view advisory, const Error& error);
  void add_gap(std::string kind, std::string subject, std::string reason) {
    gaps_.insert({std::move(kind), std::move(subject), std::move(reason), ""});
  }

  const Generation::State& state_;
  const OsRelease* os_;
  Instant at_;
  TextReader texts_;
  std::map<std::string, Plan> plans_;
  std::set<Gap> gaps_;
  std::set<std::string> unparsable_;  // purls that have their gap
  MatchResult result_;
};

const package::VersionScheme* scheme_of(const Ecosystem& ecosystem) {
  return package::find_version_scheme(package::scheme_of_purl_type(ecosystem.package_type));
}

std::string scheme_text(const Ecosystem& ecosystem) {
  const auto scheme = package::scheme_of_purl_type(ecosystem.package_type);
  return scheme.empty() ? "none is defined" : std::string(scheme);
}

Plan Matcher::plan_language(const Ecosystem& ecosystem) {
  Plan plan{&ecosystem, scheme_of(ecosystem), {}};
  const std::string family(ecosystem.family);
  const auto feed = std::ranges::find(state_.coverage, ecosystem.family, &FeedCoverage::family);
  if (feed == state_.coverage.end())
    add_gap("no_feed_for_ecosystem", family,
            "the advisory generation has no feed '" + family + "'; its packages were not matched");
  else if (plan.scheme == nullptr)
    add_gap("no_version_ordering", family,
            "Lazaret does not know how versions of this ecosystem compare (scheme: " +
                scheme_text(ecosystem) + "); its packages were not matched");
  else
    plan.ecosystems = {ecosystem.family};
  return plan;
}

Plan Matcher::plan_distribution(const std::string& package_type) {
  DistroFeeds feeds = find_distro_feeds(os_, state_.coverage);
  const Ecosystem* ecosystem = find_ecosystem(feeds.family);
  if (ecosystem != nullptr && ecosystem->package_type != package_type) {
    add_gap(
        "no_feed_for_ecosystem", package_type,
        "packages of type '" + package_type + "' are not those of this distribution; they were not matched");
    return {};
  }
  if (feeds.gap.has_value()) gaps_.insert(*feeds.gap);
  if (ecosystem == nullptr) return {};
  Plan plan{ecosystem, scheme_of(*ecosystem), std::move(feeds.ecosystems)};
  if (plan.scheme == nullptr) {
    add_gap("no_version_ordering", std::string(ecosystem->family),
            "Lazaret does not know how versions of this ecosystem compare (scheme: " +
                scheme_text(*ecosystem) + ")");
    plan.ecosystems.clear();
  }
  return plan;
}

Plan Matcher::make_plan(const std::string& package_type) {
  if (package_type == "deb" || package_type == "apk" || package_type == "rpm")
    return plan_distribution(package_type);
  const Ecosystem* ecosystem = language_ecosystem(package_type);
  if (ecosystem != nullptr) return plan_language(*ecosystem);
  add_gap("no_feed_for_ecosystem", package_type,
          "no advisory feed is known for packages of type '" + package_type + "'; they were not matched");
  return {};
}

// A mirror that stands still gives new generations of old advisories: only the records' own dates tell.
void Matcher::note_silence(std::string_view family) {
  const auto feed = std::ranges::find(state_.coverage, family, &FeedCoverage::family);
  if (feed == state_.coverage.end() || state_.info.sample) return;  // a sample has its gap
  if (feed->modified && at_.unix_seconds - feed->modified->unix_seconds <= kFeedSilentDays * kDaySeconds)
    return;
  add_gap("stale_feed", std::string(family),
          (feed->modified ? "its newest record was modified on " + format_instant(*feed->modified) +
                                ", more than " + std::to_string(kFeedSilentDays) + " days before"
                          : std::string("none of its records says when it was modified")) +
              "; see whether the mirror that this feed came from stands still");
}

const Plan& Matcher::plan_for(const std::string& package_type) {
  const auto known = plans_.find(package_type);
  if (known != plans_.end()) return known->second;
  const Plan& plan = plans_.emplace(package_type, make_plan(package_type)).first->second;
  if (!plan.ecosystems.empty()) note_silence(plan.ecosystem->family);
  return plan;
}

// "1:2.3" -> "1"; empty without a colon.
std::string_view epoch_of(std::string_view version) {
  const std::size_t colon = version.find(':');
  return colon == std::string_view::npos ? std::string_view() : version.substr(0, colon);
}

std::string without_epoch(const std::string& version) {
  const std::size_t colon = version.find(':');
  return colon == std::string::npos ? version : version.substr(colon + 1);
}

// rpm's source package file name has no epoch; a binary package has its source's unless the packager says
// otherwise.
std::string source_version_of(const Package& package) {
  const bool lacks_epoch = package.type == "rpm" && epoch_of(package.source.version).empty();
  if (!lacks_epoch || epoch_of(package.version).empty()) return package.source.version;
  return std::string(epoch_of(package.version)) + ":" + package.source.version;
}

std::vector<Identity> identities_of(const Package& package, const Ecosystem& ecosystem) {
  if (ecosystem.subject == Subject::Name)
    return {{Subject::Name, normalized_name(ecosystem.family, package.name), package.version}};
  std::vector<Identity> identities{{Subject::Binary, package.name, package.version}};
  const bool has_source = !package.source.name.empty() && !package.source.version.empty();
  identities.push_back(has_source ? Identity{Subject::Source, package.source.name, source_version_of(package)}
                                  : Identity{Subject::Source, package.name, package.version});
  if (ecosystem.epochs == Epochs::Absent)
    for (Identity& identity : identities) identity.version = without_epoch(identity.version);
  return identities;
}

// "nodejs:18:8080020230…:…" -> "nodejs:18".
std::string_view stream_of(std::string_view modularity_label) {
  const std::size_t first = modularity_label.find(':');
  if (first == std::string_view::npos) return modularity_label;
  return modularity_label.substr(0, modularity_label.find(':', first + 1));
}

// A fix of a modular build is for packages of modules, and for those of its streams where both sides name
// theirs.
bool is_same_modularity(const Package& package, const layout::Entry& entry,
                        const std::vector<std::string_view>& streams) {
  const auto label = package.properties.find("modularity");
  const bool has_label = label != package.properties.end() && !label->second.empty();
  const bool installed = has_label || is_module_build(package.version);
  const bool advised = (entry.flags & layout::kModuleBuild) != 0;
  if (installed != advised) return false;
  if (!advised || !has_label || streams.empty()) return true;
  return std::ranges::find(streams, stream_of(label->second)) != streams.end();
}

bool is_listed(std::string_view version, const std::vector<std::string_view>& versions, const Plan& plan) {
  const bool by_value = plan.ecosystem->family == "PyPI";  // PEP 440 has many spellings of one version
  return std::ranges::any_of(versions, [&](std::string_view listed) {
    if (listed == version) return true;
    if (!by_value) return false;
    const auto order = plan.scheme->compare(listed, version);
    return order.has_value() && order.value() == 0;
  });
}

// Every package of a distribution stands in one database; of the others each place is a copy of its own.
std::vector<Location> places_of(const Package& package) {
  if (package.locations.empty()) return {Location()};
  const bool is_distribution = package.type == "deb" || package.type == "apk" || package.type == "rpm";
  return is_distribution ? std::vector{package.locations.front()} : package.locations;
}

void Matcher::note_unparsable(const Package& package, std::string_view advisory, const Error& error) {
  if (!unparsable_.insert(package.purl).second) return;
  const std::string against = advisory.empty() ? "its advisories" : "advisory " + std::string(advisory);
  add_gap("unparsable_version", package.purl.empty() ? package.name + " " + package.version : package.purl,
          "the version could not be compared with " + against + ": " + error.message);
}

Result<void> Matcher::consider(const Package& package, const Identity& identity, const Plan& plan,
                               std::string_view ecosystem, const layout::Entry& entry,
                               std::vector<Hit>& hits) {
  if (plan.ecosystem->package_type == "rpm" &&
      !is_same_modularity(package, entry, TRY(state_.list(entry.modules))))
    return {};
  const auto record = TRY(state_.row<layout::Record>(layout::kRecords, entry.record));
  Hit hit;
  hit.record = record;
  hit.id = TRY(state_.string(record.id));
  hit.ranges = TRY(state_.ranges(entry.ranges));
  bool affected = is_listed(identity.version, TRY(state_.list(entry.versions)), plan);
  for (const Range& range : hit.ranges) {
    const auto verdict = evaluate_range(range, identity.version, *plan.scheme);
    if (!verdict.has_value()) {
      note_unparsable(package, hit.id, verdict.error());
      continue;
    }
    if (!verdict.value().affected) continue;
    affected = true;
    if (hit.fixed.empty()) hit.fixed = verdict.value().fixed;
    hit.has_last_affected = hit.has_last_affected || verdict.value().has_last_affected;
  }
  if (!affected) return {};
  hit.status = TRY(state_.string(entry.status));
  hit.vulnerabilities = TRY(state_.list(record.vulnerabilities));
  hit.aliases = TRY(state_.list(record.aliases));
  hit.ecosystem = ecosystem;
  hits.push_back(std::move(hit));
  return {};
}

Result<void> Matcher::collect(const Package& package, const Identity& identity, const Plan& plan,
                              std::string_view ecosystem, std::vector<Hit>& hits) {
  const auto key = TRY(state_.find_key(ecosystem, identity.name));
  if (!key.has_value()) return {};
  for (std::uint64_t i = 0; i < key->entry_count; ++i) {
    const auto entry = TRY(state_.row<layout::Entry>(layout::kEntries, key->first_entry + i));
    if (entry.subject == static_cast<std::uint8_t>(identity.subject))
      TRY(consider(package, identity, plan, ecosystem, entry, hits));
  }
  return {};
}

std::vector<Hit> Matcher::hits_for(const Package& package, const Plan& plan) {
  std::vector<Hit> hits;
  for (const Identity& identity : identities_of(package, *plan.ecosystem)) {
    for (const std::string_view ecosystem : plan.ecosystems) {
      const auto collected = collect(package, identity, plan, ecosystem, hits);
      if (!collected.has_value())
        add_gap("damaged_advisories", std::string(ecosystem), collected.error().message);
    }
  }
  return hits;
}

void Matcher::report(const Package& package, const std::vector<Hit>& hits, const Plan& plan) {
  for (const VulnerabilityGroup& group : join_hits(hits)) {
    auto finding = make_finding(state_, texts_, group, package, *plan.scheme);
    if (!finding.has_value()) {
      add_gap("damaged_advisories", group.id, finding.error().message);
      continue;
    }
    for (const Location& place : places_of(package)) {
      Finding placed = finding.value();
      placed.location = place;
      placed.fingerprint = make_fingerprint(placed);
      result_.findings.push_back(std::move(placed));
    }
  }
}

void Matcher::match(const Package& package) {
  const Plan& plan = plan_for(package.type);
  if (!plan.ecosystems.empty()) report(package, hits_for(package, plan), plan);
}

void Matcher::note_age() {
  if (state_.info.sample)
    add_gap("sample_advisories", state_.info.generation,
            "the advisories are a sample for trying things out; vulnerabilities are missing from it");
  if (at_.unix_seconds - state_.built.unix_seconds > kStaleAfterSeconds)
    add_gap("stale_advisories", state_.info.generation,
            "the advisories were built on " + state_.info.built +
                ", more than seven days before; run `lazaret db update`");
}

}  // namespace

MatchResult match(const Generation& generation, const OsRelease* os, std::span<const Package> packages,
                  Instant at) {
  Matcher matcher(generation, os, at);
  matcher.note_age();
  for (const Package& package : packages) matcher.match(package);
  return matcher.take();
}

}  // namespace lazaret::advisory
