// SPDX-License-Identifier: Apache-2.0
// What rules may know of a finding and of its image: values, each of them absent where nobody said it.
// Made from a report here, by tests of rules and by the daemon elsewhere; read through the table of
// rules/fields.h. An absent value is *unknown*, never false: what is missing must not suppress (S2). Texts
// come from the image.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/model/report.h"

namespace lazaret::rules {

struct FindingFacts {
  using Text = std::optional<std::string>;
  using Texts = std::optional<std::vector<std::string>>;

  Text kind;  // to_string(FindingKind)
  Text id;
  Severity severity = Severity::Unknown;  // raw
  Text plugin;
  Text category;
  Text title;
  std::optional<Instant> first_seen;
  std::optional<Instant> published;
  Text path;  // begins with "/"
  Text layer_digest;
  std::optional<double> layer_index;  // from 0, the base first
  std::optional<bool> layer_in_base;

  // A vulnerability; absent for other kinds.
  Text vuln_id;
  Texts aliases;
  std::optional<double> cvss_v2;
  std::optional<double> cvss_v3;
  std::optional<double> cvss_v4;
  std::optional<double> epss;
  std::optional<double> epss_percentile;
  std::optional<bool> kev;
  Texts cwe;
  Text vendor_status;
  Text fix_state;  // to_string(FixState)
  Text fix_version;
  std::vector<SeverityOpinion> opinions;  // for `reclassify: {from: …}`

  Text package_name;
  Text package_version;
  Text package_type;  // purl type
  Text package_ecosystem;
  Text package_language;
  Text package_purl;
  Texts package_license;
  Text package_source_name;
  std::optional<bool> package_direct;
  Text match_confidence;
  Text match_type;
};

struct ImageFacts {
  using Text = std::optional<std::string>;
  using Pairs = std::optional<std::map<std::string, std::string>>;

  Text registry;                                 // host[:port]
  Text repository;                               // without the registry
  std::optional<std::vector<std::string>> tags;  // all current ones; empty: it has none
  Text digest;
  Text platform;
  Text os;
  Text os_version;
  Text base_name;
  Text base_digest;
  Pairs labels;
  Pairs annotations;
  std::optional<Instant> created;  // image.age is T - created
  std::optional<Instant> last_pull;
  std::optional<double> size;  // bytes of all layers as stored; absent where one has no size
  Text context_namespace;      // of an admission request
};

// What a report says about all of its findings at once.
struct Knowledge {
  bool kev = false;  // the catalogue of exploited vulnerabilities was read: "not in it" is an answer
};
Knowledge knowledge_of(const Report& report);  // by the catalogues that its database names

// What the report knows; everything else stays absent. Same order as report.findings.
std::vector<FindingFacts> facts_of_findings(const Report& report, Knowledge knowledge);
std::vector<FindingFacts> facts_of_findings(const Report& report);  // with its own knowledge
// Registry, repository and tag come from a reference "docker://…" alone. The tag is the one that was asked
// for.
ImageFacts facts_of_image(const ImageInfo& image);

}  // namespace lazaret::rules
