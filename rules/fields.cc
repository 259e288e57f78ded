// SPDX-License-Identifier: Apache-2.0
#include "rules/fields.h"

#include <algorithm>
#include <array>

namespace lazaret::rules {
namespace {

using enum FieldType;

constexpr std::array<std::string_view, 6> kKinds{"vulnerability", "secret",  "misconfiguration",
                                                 "malware",       "license", "eol"};
constexpr std::array<std::string_view, 5> kFixStates{"fixed", "none", "wont_fix", "deferred", "unknown"};

Value value_of(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value();
}
Value value_of(const std::optional<std::vector<std::string>>& texts) {
  return texts ? Value(std::span<const std::string>(*texts)) : Value();
}
template <typename T>
Value value_of(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
Value value_of(lazaret::Severity severity) { return severity; }

template <auto member>
Value of_finding(const Subject& subject, std::string_view) {
  return value_of(subject.finding.*member);
}
template <auto member>
Value of_image(const Subject& subject, std::string_view) {
  return value_of(subject.image.*member);
}
template <auto member>
Value of_pairs(const Subject& subject, std::string_view key) {
  const auto& pairs = subject.image.*member;
  if (!pairs) return {};
  const auto found = pairs->find(std::string(key));
  return found == pairs->end() ? Value() : Value(std::string_view(found->second));
}
Value age(const Subject& subject, std::string_view) {
  if (!subject.image.created) return {};
  return Seconds{subject.at.unix_seconds - subject.image.created->unix_seconds};
}
Value effective_severity(const Subject& subject, std::string_view) { return subject.effective.severity; }
Value effective_tags(const Subject& subject, std::string_view) {
  return std::span<const std::string>(subject.effective.tags);
}

using F = FindingFacts;
using I = ImageFacts;

constexpr Field finding(std::string_view name, FieldType type,
                        Value (*read)(const Subject&, std::string_view), std::string_view sentence,
                        std::span<const std::string_view> words = {}) {
  return {name, type, Phase::Reclassify, words, sentence, read, false};
}
constexpr Field image(std::string_view name, FieldType type, Value (*read)(const Subject&, std::string_view),
                      std::string_view sentence) {
  return {name, type, Phase::Reclassify, {}, sentence, read, true};
}

// Sorted by name.
constexpr std::array kFields{
    image("context.namespace", Text, of_image<&I::context_namespace>, "namespace of an admission request"),
    Field{"effective.severity",
          Severity,
          Phase::Tag,
          {},
          "severity after reclassification",
          effective_severity},
    Field{"effective.tags", TextList, Phase::Decide, {}, "tags that rules gave", effective_tags},
    finding("finding.category", Text, of_finding<&F::category>, "the detector's own grouping"),
    finding("finding.first_seen", Instant, of_finding<&F::first_seen>,
            "when this finding was first reported"),
    finding("finding.id", Text, of_finding<&F::id>, "id of the vulnerability or check"),
    finding("finding.kind", Word, of_finding<&F::kind>, "what sort of finding it is", kKinds),
    finding("finding.layer.digest", Text, of_finding<&F::layer_digest>, "digest of the layer it lies in"),
    finding("finding.layer.in_base", Boolean, of_finding<&F::layer_in_base>,
            "whether that layer is the base image's"),
    finding("finding.layer.index", Number, of_finding<&F::layer_index>,
            "place of that layer, the lowest is 0"),
    finding("finding.path", Path, of_finding<&F::path>, "file it was found in, beginning with a slash"),
    finding("finding.plugin", Text, of_finding<&F::plugin>, "detector that reported it"),
    finding("finding.published", Instant, of_finding<&F::published>, "when the advisory was published"),
    finding("finding.severity", Severity, of_finding<&F::severity>, "severity before any rule"),
    finding("finding.title", Text, of_finding<&F::title>, "its one line for people"),
    finding("fix.state", Word, of_finding<&F::fix_state>, "whether a fixed version exists", kFixStates),
    finding("fix.version", Version, of_finding<&F::fix_version>, "first version without the vulnerability"),
    image("image.age", Duration, age, "time since the image was created"),
    image("image.annotations.", Text, of_pairs<&I::annotations>, "one annotation of the manifest"),
    image("image.base.digest", Text, of_image<&I::base_digest>, "digest of the base image"),
    image("image.base.name", Path, of_image<&I::base_name>, "reference of the base image"),
    image("image.digest", Text, of_image<&I::digest>, "digest of the platform's manifest"),
    image("image.labels.", Text, of_pairs<&I::labels>, "one label of the image configuration"),
    image("image.last_pull", Instant, of_image<&I::last_pull>, "when somebody last pulled it"),
    image("image.os", Text, of_image<&I::os>, "id of the distribution"),
    image("image.os_version", Text, of_image<&I::os_version>, "version id of the distribution"),
    image("image.platform", Text, of_image<&I::platform>, "os/architecture[/variant]"),
    image("image.registry", Path, of_image<&I::registry>, "host of the registry, with its port"),
    image("image.repository", Path, of_image<&I::repository>, "name of the repository"),
    image("image.size", Number, of_image<&I::size>, "bytes of all layers, as stored"),
    image("image.tag", PathList, of_image<&I::tags>, "its current tags"),
    finding("match.confidence", Text, of_finding<&F::match_confidence>, "how sure the match is"),
    finding("match.type", Text, of_finding<&F::match_type>, "how the advisory was matched"),
    finding("package.direct", Boolean, of_finding<&F::package_direct>,
            "whether the application asks for it itself"),
    finding("package.ecosystem", Text, of_finding<&F::package_ecosystem>, "ecosystem of the advisory"),
    finding("package.language", Text, of_finding<&F::package_language>, "programming language"),
    finding("package.license", TextList, of_finding<&F::package_license>, "licences"),
    finding("package.name", Text, of_finding<&F::package_name>, "name as installed"),
    finding("package.purl", Purl, of_finding<&F::package_purl>, "package URL"),
    finding("package.source_name", Text, of_finding<&F::package_source_name>, "name of the source package"),
    finding("package.type", Text, of_finding<&F::package_type>, "purl type: deb, npm, golang"),
    finding("package.version", Version, of_finding<&F::package_version>, "installed version"),
    finding("vuln.aliases", TextList, of_finding<&F::aliases>, "its other ids"),
    finding("vuln.cvss.v2", Number, of_finding<&F::cvss_v2>, "CVSS 2 base score"),
    finding("vuln.cvss.v3", Number, of_finding<&F::cvss_v3>, "CVSS 3.0 or 3.1 base score"),
    finding("vuln.cvss.v4", Number, of_finding<&F::cvss_v4>, "CVSS 4 base score"),
    finding("vuln.cwe", TextList, of_finding<&F::cwe>, "weaknesses, CWE-79"),
    finding("vuln.epss", Number, of_finding<&F::epss>, "probability of exploitation, 0 to 1"),
    finding("vuln.epss_percentile", Number, of_finding<&F::epss_percentile>, "its rank among all, 0 to 1"),
    finding("vuln.id", Text, of_finding<&F::vuln_id>, "CVE or advisory id; equality looks at aliases too"),
    finding("vuln.kev", Boolean, of_finding<&F::kev>, "whether it is known to be exploited"),
    finding("vuln.vendor_status", Text, of_finding<&F::vendor_status>, "the distribution's own word on it"),
};

}  // namespace

std::string_view to_string(Phase phase) {
  constexpr std::array<std::string_view, 4> kNames{"reclassify", "tag", "decide", "deliver"};
  return kNames[static_cast<std::size_t>(phase)];
}

std::string_view to_string(FieldType type) {
  constexpr std::array<std::string_view, 12> kNames{
      "text",          "word",   "path",          "package URL", "version", "list of texts",
      "list of paths", "number", "true or false", "severity",    "instant", "duration"};
  return kNames[static_cast<std::size_t>(type)];
}

std::span<const Field> fields() { return kFields; }

// The greatest name that is not behind `name` is it, or is the "image.labels." that it begins with.
FieldName find_field(std::string_view name) {
  const auto behind = std::ranges::upper_bound(kFields, name, {}, &Field::name);
  if (behind == kFields.begin()) return {};
  const Field& field = *(behind - 1);
  if (field.name == name && !name.ends_with('.')) return {&field, {}};
  if (!field.name.ends_with('.') || name == field.name || !name.starts_with(field.name)) return {};
  return {&field, std::string(name.substr(field.name.size()))};
}
static_assert(std::ranges::is_sorted(kFields, {}, &Field::name));

std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  for (const Field& field : kFields) names.push_back(field.name);
  return names;
}

}  // namespace lazaret::rules
