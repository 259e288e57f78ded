// SPDX-License-Identifier: Apache-2.0
// "lazaret.report/v1": every key always there, null or [] where nothing is known, the same bytes for the same
// report. Called through the table of writer.cc; docs/reference/report.schema.json is its contract. Texts of
// the image are escaped by JsonWriter, paths (bytes) by printable_path, which loses nothing.
#include "core/base/json.h"

#include <array>

#include "core/base/text.h"
#include "core/report/decision_json.h"
#include "core/report/formats.h"
#include "core/report/json_fields.h"
#include "core/report/receipt_json.h"

namespace lazaret::report {
namespace {

constexpr int kScoreDecimals = 1;
constexpr int kProbabilityDecimals = 5;

void write_location(JsonWriter& json, const Location& location) {
  write_text(json, "path", printable_path(location.path));
  write_text(json, "layer", location.layer);
}

void write_os(JsonWriter& json, const std::optional<OsRelease>& os) {
  json.key("os");
  if (!os) {
    json.null();
    return;
  }
  json.begin_object();
  write_text(json, "id", os->id);
  write_text(json, "version_id", os->version_id);
  write_text(json, "pretty_name", os->pretty_name);
  json.end_object();
}

void write_layer(JsonWriter& json, const LayerInfo& layer) {
  write_text(json, "digest", layer.digest);
  write_text(json, "diff_id", layer.diff_id);
  json.key("size").value(layer.size);
  write_text(json, "created_by", layer.created_by);
}

void write_instant(JsonWriter& json, std::string_view key, const std::optional<Instant>& instant) {
  write_text(json, key, instant ? format_instant(*instant) : std::string());
}

void write_pairs(JsonWriter& json, std::string_view key, const std::map<std::string, std::string>& pairs) {
  json.key(key).begin_object();
  for (const auto& [name, text] : pairs) json.key(name).value(std::string_view(text));
  json.end_object();
}

void write_base(JsonWriter& json, const ImageInfo& image) {
  json.key("base").begin_object();
  write_text(json, "name", image.base_name);
  write_text(json, "digest", image.base_digest);
  json.end_object();
}

void write_image(JsonWriter& json, const ImageInfo& image) {
  json.key("image").begin_object();
  write_text(json, "reference", image.reference);
  write_text(json, "digest", image.digest);
  write_text(json, "platform", image.platform);
  write_text(json, "config_digest", image.config_digest);
  write_os(json, image.os);
  write_instant(json, "created", image.created);
  write_pairs(json, "labels", image.labels);
  write_pairs(json, "annotations", image.annotations);
  write_base(json, image);
  write_list(json, "layers", image.layers, write_layer);
  json.end_object();
}

void write_source(JsonWriter& json, const SourcePackage& source) {
  json.key("source");
  if (source.name.empty() && source.version.empty()) {
    json.null();
    return;
  }
  json.begin_object();
  write_text(json, "name", source.name);
  write_text(json, "version", source.version);
  json.end_object();
}

void write_package(JsonWriter& json, const Package& package) {
  write_text(json, "name", package.name);
  write_text(json, "version", package.version);
  write_text(json, "type", package.type);
  write_text(json, "purl", package.purl);
  write_text(json, "arch", package.arch);
  write_source(json, package.source);
  write_list(json, "locations", package.locations, write_location);
  write_texts(json, "licenses", package.licenses);
  write_text(json, "plugin", package.plugin);
}

void write_opinion(JsonWriter& json, const SeverityOpinion& opinion) {
  write_text(json, "source", opinion.source);
  json.key("severity").value(to_string(opinion.severity));
}

void write_cvss(JsonWriter& json, const CvssScore& cvss) {
  write_text(json, "version", cvss.version);
  write_text(json, "vector", cvss.vector);
  json.key("score").number(cvss.score, kScoreDecimals);
}

void write_vulnerability(JsonWriter& json, const Finding& finding) {
  write_texts(json, "aliases", finding.aliases);
  write_texts(json, "advisories", finding.advisories);
  write_texts(json, "references", finding.references);
  write_instant(json, "published", finding.published);
  write_texts(json, "cwes", finding.cwes);
  write_text(json, "package", finding.package);
  write_text(json, "ecosystem", finding.ecosystem);
  write_text(json, "installed_version", finding.installed_version);
  write_text(json, "fixed_version", finding.fixed_version);
  json.key("fix_state").value(to_string(finding.fix_state));
  write_list(json, "cvss", finding.cvss, write_cvss);
  json.key("epss");
  if (finding.epss)
    json.number(*finding.epss, kProbabilityDecimals);
  else
    json.null();
  json.key("kev").value(finding.kev);
  write_text(json, "remediation", finding.remediation);
}

void write_finding(JsonWriter& json, const Finding& finding) {
  write_text(json, "id", finding.id);
  json.key("kind").value(to_string(finding.kind));
  json.key("severity").value(to_string(finding.severity));
  write_text(json, "severity_source", finding.severity_source);
  write_list(json, "severities", finding.severities, write_opinion);
  write_text(json, "title", finding.title);
  write_text(json, "description", finding.description);
  write_vulnerability(json, finding);
  json.key("location");
  if (finding.location == Location{}) {
    json.null();
  } else {
    json.begin_object();
    write_location(json, finding.location);
    json.end_object();
  }
  write_text(json, "plugin", finding.plugin);
  write_text(json, "fingerprint", finding.fingerprint);
  json.key("status").value(is_suppressed(finding) ? "suppressed" : "open");
  write_decision(json, finding.decision);
}

void write_gap(JsonWriter& json, const Gap& gap) {
  write_text(json, "kind", gap.kind);
  write_text(json, "subject", gap.subject);
  write_text(json, "reason", gap.reason);
  write_text(json, "plugin", gap.plugin);
}

void write_coverage(JsonWriter& json, const Report& report) {
  json.key("coverage").begin_object();
  json.key("complete").value(report.gaps.empty());
  write_list(json, "gaps", report.gaps, write_gap);
  json.end_object();
}

void write_run(JsonWriter& json, const Run& run, bool repeatable) {
  const auto measured = [&](std::string_view key, std::uint64_t number) {
    json.key(key);
    if (repeatable)
      json.null();
    else
      json.value(number);
  };
  write_text(json, "plugin", run.plugin);
  write_text(json, "version", run.version);
  write_text(json, "sha256", run.sha256);
  write_text(json, "stage", run.stage);
  json.key("outcome").value(to_string(run.outcome));
  write_text(json, "detail", run.detail);
  json.key("isolation").value(run.isolation == Isolation::Full ? "full" : "degraded");
  measured("wall_ms", run.wall_ms);
  measured("cpu_ms", run.cpu_ms);
  measured("peak_rss_kib", run.peak_rss_kib);
  json.key("records").value(run.records);
  write_receipt(json, run.receipt, repeatable);
}

void write_feed(JsonWriter& json, const FeedInfo& feed) {
  write_text(json, "name", feed.name);
  write_text(json, "modified", feed.modified);
  json.key("records").value(feed.records);
}

void write_database(JsonWriter& json, const std::optional<DatabaseInfo>& database) {
  json.key("database");
  if (!database) {
    json.null();
    return;
  }
  json.begin_object();
  write_text(json, "generation", database->generation);
  write_text(json, "built", database->built);
  write_list(json, "feeds", database->feeds, write_feed);
  json.end_object();
}

void write_summary(JsonWriter& json, const std::vector<Finding>& findings) {
  std::array<std::uint64_t, kSeverityNames.size()> by_severity{};
  std::uint64_t open = 0, fixable = 0;
  for (const auto& finding : findings) {
    if (is_suppressed(finding)) continue;
    ++open;
    ++by_severity[static_cast<std::size_t>(effective_severity(finding))];
    if (finding.fix_state == FixState::Fixed) ++fixable;
  }
  json.key("summary").begin_object().key("by_severity").begin_object();
  for (std::size_t i = 0; i < by_severity.size(); ++i) json.key(kSeverityNames[i]).value(by_severity[i]);
  json.end_object();
  json.key("open").value(open);
  json.key("suppressed").value(findings.size() - open);
  json.key("fixable").value(fixable);
  json.end_object();
}

}  // namespace

std::string write_json(const Report& report, const WriteOptions&) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object();
  json.key("schema").value("lazaret.report/v1");
  json.key("tool")
      .begin_object()
      .key("name")
      .value("lazaret")
      .key("version")
      .value(LAZARET_VERSION)
      .end_object();
  write_text(json, "created", report.created);
  write_image(json, report.image);
  json.key("status").value(to_string(report.status));
  write_list(json, "packages", report.packages, write_package);
  write_list(json, "findings", report.findings, write_finding);
  write_coverage(json, report);
  write_list(json, "runs", report.runs,
             [&](JsonWriter& out, const Run& run) { write_run(out, run, report.repeatable); });
  write_database(json, report.database);
  write_ruleset(json, report.ruleset);
  write_summary(json, report.findings);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace lazaret::report
