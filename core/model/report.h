// SPDX-License-Identifier: Apache-2.0
// The report "lazaret.report/v1" as values; docs/reference/report.md and report.schema.json are its contract.
// Filled by core/scan, written by core/report, judged by the command's gate. Holds text from the image:
// writers escape.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/model/decision.h"
#include "core/model/package.h"
#include "core/model/receipt.h"
#include "core/model/severity.h"

namespace lazaret {

struct LayerInfo {
  std::string digest;   // of the blob; empty for a directory
  std::string diff_id;  // as the configuration says; verified where the page on sources says so
  std::uint64_t size = 0;
  std::string created_by;
};

struct ImageInfo {
  std::string reference;  // as the user named it
  std::string digest;     // of the platform's manifest; empty where the source has none
  std::string platform;   // os/arch[/variant]
  std::string config_digest;
  std::optional<OsRelease> os;
  std::optional<Instant> created;                  // as the configuration says
  std::map<std::string, std::string> labels;       // of the configuration
  std::map<std::string, std::string> annotations;  // of the manifest
  std::string base_name;    // org.opencontainers.image.base.name: the image's own word, like all the above
  std::string base_digest;  // org.opencontainers.image.base.digest
  std::vector<LayerInfo> layers;
};

enum class FindingKind { Vulnerability, Secret, Misconfiguration, Malware, License, Eol };
enum class FixState { Fixed, None, WontFix, Deferred, Unknown };
enum class ImageStatus { Healthy, Unhealthy, Unverified };

std::string_view to_string(FindingKind kind);
std::string_view to_string(FixState state);
std::string_view to_string(ImageStatus status);

struct CvssScore {
  std::string version;  // "4.0", "3.1", "3.0", "2.0"
  std::string vector;
  double score = 0;
};

// One opinion on how bad it is; the finding's severity is one of these, named by severity_source.
struct SeverityOpinion {
  std::string source;  // "debian", "ubuntu", "cvss:3.1", "ghsa" …
  Severity severity = Severity::Unknown;
};

struct Finding {
  std::string id;
  FindingKind kind = FindingKind::Vulnerability;
  Severity severity = Severity::Unknown;
  std::string severity_source;
  std::vector<SeverityOpinion> severities;
  std::string title;
  std::string description;
  std::vector<std::string> aliases;     // sorted, without `id`
  std::vector<std::string> advisories;  // sorted ids of the records that matched
  std::vector<std::string> references;
  std::optional<Instant> published;  // of the first of its advisories that says so
  std::vector<std::string> cwes;     // sorted: "CWE-79"
  std::string package;               // purl
  std::string package_name;
  std::string package_type;
  std::string ecosystem;  // of the advisories: "Debian:12", "npm"
  std::string installed_version;
  std::string fixed_version;
  FixState fix_state = FixState::Unknown;
  std::vector<CvssScore> cvss;  // best first: 4.0, 3.1, 3.0, 2.0
  std::optional<double> epss;
  bool kev = false;
  std::string remediation;
  Location location;
  std::string plugin;
  std::string fingerprint;           // 32 hex digits over (kind, id, purl, path)
  std::optional<Decision> decision;  // nothing: no rules were applied, so it is open and as severe as it says
};
bool is_suppressed(const Finding& finding);
// What the rules made of its severity.
Severity effective_severity(const Finding& finding);

enum class RunOutcome {
  Ok,
  Partial,
  PluginError,
  Crashed,
  Violation,
  Timeout,
  OutOfMemory,
  OutputLimit,
  ProtocolError,
  SetupError,
  Cancelled,
};
std::string_view to_string(RunOutcome outcome);

enum class Isolation { Full, Degraded };

// How one job in a jail went: a detector, or the unpacking of a layer.
struct Run {
  std::string plugin;  // a detector's id; "unpack" for a layer, "list" for an archive
  std::string version;
  std::string sha256;  // of the plugin's file
  std::string stage;   // "detect", "unpack", "list"
  RunOutcome outcome = RunOutcome::Ok;
  std::string detail;
  Isolation isolation = Isolation::Full;
  std::uint64_t wall_ms = 0;
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_rss_kib = 0;
  std::uint64_t records = 0;
  Receipt receipt;
};

inline constexpr std::string_view kKevFeed = "KEV";    // known exploited vulnerabilities
inline constexpr std::string_view kEpssFeed = "EPSS";  // probabilities of exploitation

struct FeedInfo {
  std::string name;      // ecosystem, kKevFeed or kEpssFeed
  std::string modified;  // RFC 3339: the newest `modified` among its records
  std::uint64_t records = 0;
};

struct DatabaseInfo {
  std::string generation;  // digest of the generation file's content
  std::string built;       // RFC 3339
  bool sample = false;     // a sample for trying things out: never complete
  std::vector<FeedInfo> feeds;
  bool has_feed(std::string_view name) const;
};

struct Report {
  std::string created;  // RFC 3339
  ImageInfo image;
  ImageStatus status = ImageStatus::Unverified;
  std::vector<Package> packages;
  std::vector<Finding> findings;
  std::vector<Gap> gaps;
  std::vector<Run> runs;
  std::optional<DatabaseInfo> database;
  std::optional<RulesetInfo> ruleset;
  bool repeatable = false;  // --at was given: times and memory of runs are left out
};

// Sorts packages by (type, name, version, path) and findings by (severity descending, id, purl, path), gaps
// by all fields.
void sort_report(Report& report);
// healthy: no open finding and no gap; unhealthy: an open finding; unverified: none, but gaps. What rules
// suppress is not open.
ImageStatus status_of(const Report& report);

}  // namespace lazaret
