// SPDX-License-Identifier: Apache-2.0
#include "rules/facts.h"

#include <unordered_map>

#include "core/package/language.h"

namespace lazaret::rules {
namespace {

using Packages = std::unordered_map<std::string_view, const Package*>;

// An empty text of the model is one that nobody said.
std::optional<std::string> said(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void add_cvss(const Finding& finding, FindingFacts& facts) {
  for (const CvssScore& score : finding.cvss) {
    auto& field = score.version.starts_with('4')   ? facts.cvss_v4
                  : score.version.starts_with('3') ? facts.cvss_v3
                                                   : facts.cvss_v2;
    if (!field) field = score.score;
  }
}

void add_vulnerability(const Finding& finding, Knowledge knowledge, FindingFacts& facts) {
  facts.vuln_id = said(finding.id);
  facts.aliases = finding.aliases;
  facts.published = finding.published;
  if (!finding.cwes.empty()) facts.cwe = finding.cwes;
  facts.epss = finding.epss;
  if (finding.kev || knowledge.kev) facts.kev = finding.kev;
  facts.fix_state = std::string(to_string(finding.fix_state));
  facts.fix_version = said(finding.fixed_version);
  facts.opinions = finding.severities;
  add_cvss(finding, facts);
}

void add_package(const Finding& finding, const Packages& packages, FindingFacts& facts) {
  facts.package_name = said(finding.package_name);
  facts.package_version = said(finding.installed_version);
  facts.package_type = said(finding.package_type);
  facts.package_purl = said(finding.package);
  facts.package_ecosystem = said(finding.ecosystem);
  facts.package_language = said(std::string(package::language_of(finding.package_type)));
  const auto found = packages.find(finding.package);
  if (found == packages.end()) return;
  if (!found->second->licenses.empty()) facts.package_license = found->second->licenses;
  facts.package_source_name = said(found->second->source.name);
}

void add_location(const Finding& finding, const ImageInfo& image, FindingFacts& facts) {
  if (!finding.location.path.empty()) facts.path = "/" + finding.location.path;
  facts.layer_digest = said(finding.location.layer);
  for (std::size_t i = 0; i < image.layers.size(); ++i)
    if (facts.layer_digest && image.layers[i].digest == *facts.layer_digest && !facts.layer_index)
      facts.layer_index = static_cast<double>(i);
}

void add_reference(std::string_view reference, ImageFacts& facts) {
  constexpr std::string_view kScheme = "docker://";
  if (!reference.starts_with(kScheme)) return;
  reference = reference.substr(kScheme.size());
  reference = reference.substr(0, reference.find('@'));
  const auto slash = reference.find('/');
  const auto host = reference.substr(0, slash);
  const bool has_host = slash != std::string_view::npos &&
                        (host.find_first_of(".:") != std::string_view::npos || host == "localhost");
  if (has_host) facts.registry = host;
  auto name = has_host ? reference.substr(slash + 1) : reference;
  const auto colon = name.rfind(':');
  if (colon != std::string_view::npos) facts.tags = {std::string(name.substr(colon + 1))};
  facts.repository = name.substr(0, colon);
}

// A layer without a size is a directory's: its bytes were not counted.
std::optional<double> size_of(const std::vector<LayerInfo>& layers) {
  double size = 0;
  for (const LayerInfo& layer : layers) {
    if (layer.size == 0) return std::nullopt;
    size += static_cast<double>(layer.size);
  }
  return layers.empty() ? std::nullopt : std::optional(size);
}

}  // namespace

Knowledge knowledge_of(const Report& report) {
  return {.kev = report.database && report.database->has_feed(kKevFeed)};
}

std::vector<FindingFacts> facts_of_findings(const Report& report) {
  return facts_of_findings(report, knowledge_of(report));
}

std::vector<FindingFacts> facts_of_findings(const Report& report, Knowledge knowledge) {
  Packages packages;
  for (const Package& package : report.packages) packages.emplace(package.purl, &package);
  std::vector<FindingFacts> out;
  for (const Finding& finding : report.findings) {
    FindingFacts& facts = out.emplace_back();
    facts.kind = std::string(to_string(finding.kind));
    facts.id = said(finding.id);
    facts.severity = finding.severity;
    facts.plugin = said(finding.plugin);
    facts.title = said(finding.title);
    add_location(finding, report.image, facts);
    add_package(finding, packages, facts);
    if (finding.kind == FindingKind::Vulnerability) add_vulnerability(finding, knowledge, facts);
  }
  return out;
}

ImageFacts facts_of_image(const ImageInfo& image) {
  ImageFacts facts;
  add_reference(image.reference, facts);
  facts.digest = said(image.digest);
  facts.platform = said(image.platform);
  if (image.os) {
    facts.os = said(image.os->id);
    facts.os_version = said(image.os->version_id);
  }
  facts.base_name = said(image.base_name);
  facts.base_digest = said(image.base_digest);
  facts.labels = image.labels;
  facts.annotations = image.annotations;
  facts.created = image.created;
  facts.size = size_of(image.layers);
  return facts;
}

}  // namespace lazaret::rules
