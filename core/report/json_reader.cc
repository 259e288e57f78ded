// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_reader.h"

#include <array>
#include <string>
#include <unordered_map>

#include "core/base/json.h"

namespace lazaret::report {
namespace {

// Values of one kind by their words. The last one is the greatest of the enumeration.
template <typename Enum>
std::optional<Enum> by_word(std::string_view word, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (to_string(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  return std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// What printable_path wrote: \xNN and \\. Anything else stays as it is.
std::string path_bytes(std::string_view printable) {
  std::string out;
  for (std::size_t i = 0; i < printable.size(); ++i) {
    const auto rest = printable.substr(i);
    if (rest.starts_with("\\\\")) {
      out += '\\';
      ++i;
    } else if (rest.size() >= 4 && rest.starts_with("\\x") && hex_digit(rest[2]) >= 0 &&
               hex_digit(rest[3]) >= 0) {
      out += static_cast<char>(hex_digit(rest[2]) * 16 + hex_digit(rest[3]));
      i += 3;
    } else {
      out += rest[0];
    }
  }
  return out;
}

// Reads members; the first thing that is wrong is kept and ends up as the error of the whole.
class Reader {
 public:
  explicit Reader(std::string_view what) : what_(what) {}
  Report report(const Json& json);
  Result<void> outcome() const {
    if (wrong_.empty()) return {};
    return make_error(ErrorCode::InvalidInput, std::string(what_) + ": not a report: " + wrong_);
  }
  void fail(std::string wrong) {
    if (wrong_.empty()) wrong_ = std::move(wrong);
  }

 private:
  void expect(bool right, std::string_view key, std::string_view wanted) {
    if (!right) fail(std::string(key) + " is not " + std::string(wanted));
  }
  std::string text(const Json& object, std::string_view key) {
    expect(object[key].is_null() || object[key].is_string(), key, "a text");
    return std::string(object[key].as_string());
  }
  std::uint64_t number(const Json& object, std::string_view key) {
    const auto value = object[key].as_unsigned();
    expect(object[key].is_null() || value, key, "a number");
    return value.value_or(0);
  }
  bool flag(const Json& object, std::string_view key) {
    expect(object[key].is_null() || object[key].as_bool(), key, "true or false");
    return object[key].as_bool().value_or(false);
  }
  std::optional<Instant> instant(const Json& object, std::string_view key);
  std::map<std::string, std::string> pairs(const Json& object, std::string_view key);
  std::vector<std::string> texts(const Json& object, std::string_view key);
  template <typename Enum>
  Enum word(const Json& object, std::string_view key, Enum last, Enum otherwise);
  Severity severity(const Json& object) {
    const auto value = parse_severity(object["severity"].as_string());
    expect(value.has_value(), "severity", "a severity");
    return value.value_or(Severity::Unknown);
  }
  template <typename Item>
  std::vector<Item> list(const Json& object, std::string_view key, Item (Reader::*read)(const Json&));

  Location location(const Json& json) { return {path_bytes(text(json, "path")), text(json, "layer")}; }
  LayerInfo layer(const Json& json);
  OsRelease os(const Json& json);
  ImageInfo image(const Json& json);
  Package package(const Json& json);
  SeverityOpinion opinion(const Json& json) { return {text(json, "source"), severity(json)}; }
  CvssScore cvss(const Json& json);
  RuleOutcome rule_outcome(const Json& json);
  GateOutcome gate_outcome(const Json& json);
  RouteOutcome route_outcome(const Json& json) {
    return {text(json, "target"), text(json, "rule"), texts(json, "dedupe_by")};
  }
  Decision decision(const Json& json);
  Finding finding(const Json& json);
  Gap gap(const Json& json);
  FeedInfo feed(const Json& json) {
    return {text(json, "name"), text(json, "modified"), number(json, "records")};
  }
  DatabaseInfo database(const Json& json);

  std::string_view what_;
  std::string wrong_;
};

std::optional<Instant> Reader::instant(const Json& object, std::string_view key) {
  const std::string written = text(object, key);
  if (written.empty()) return std::nullopt;
  const auto parsed = parse_instant(written);
  expect(parsed.has_value(), key, "an instant");
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::map<std::string, std::string> Reader::pairs(const Json& object, std::string_view key) {
  std::map<std::string, std::string> out;
  expect(object[key].is_null() || object[key].is_object(), key, "an object");
  for (const auto& [name, value] : object[key].members()) {
    expect(value.is_string(), key, "an object of texts");
    out.emplace(name, value.as_string());
  }
  return out;
}

std::vector<std::string> Reader::texts(const Json& object, std::string_view key) {
  std::vector<std::string> out;
  expect(object[key].is_null() || object[key].is_array(), key, "a list");
  for (const Json& item : object[key].items()) {
    expect(item.is_string(), key, "a list of texts");
    out.emplace_back(item.as_string());
  }
  return out;
}

template <typename Enum>
Enum Reader::word(const Json& object, std::string_view key, Enum last, Enum otherwise) {
  const auto value = by_word(object[key].as_string(), last);
  expect(object[key].is_null() || value, key, "one of its words");
  return value.value_or(otherwise);
}

template <typename Item>
std::vector<Item> Reader::list(const Json& object, std::string_view key, Item (Reader::*read)(const Json&)) {
  std::vector<Item> out;
  expect(object[key].is_null() || object[key].is_array(), key, "a list");
  for (const Json& item : object[key].items()) {
    expect(item.is_object(), key, "a list of objects");
    out.push_back((this->*read)(item));
  }
  return out;
}

LayerInfo Reader::layer(const Json& json) {
  return {text(json, "digest"), text(json, "diff_id"), number(json, "size"), text(json, "created_by")};
}

OsRelease Reader::os(const Json& json) {
  OsRelease out;
  out.id = text(json, "id");
  out.version_id = text(json, "version_id");
  out.pretty_name = text(json, "pretty_name");
  return out;
}

ImageInfo Reader::image(const Json& json) {
  ImageInfo out;
  out.reference = text(json, "reference");
  out.digest = text(json, "digest");
  out.platform = text(json, "platform");
  out.config_digest = text(json, "config_digest");
  if (!json["os"].is_null()) out.os = os(json["os"]);
  out.created = instant(json, "created");
  out.labels = pairs(json, "labels");
  out.annotations = pairs(json, "annotations");
  out.base_name = text(json["base"], "name");
  out.base_digest = text(json["base"], "digest");
  out.layers = list(json, "layers", &Reader::layer);
  return out;
}

Package Reader::package(const Json& json) {
  Package out;
  out.name = text(json, "name");
  out.version = text(json, "version");
  out.type = text(json, "type");
  out.purl = text(json, "purl");
  out.arch = text(json, "arch");
  out.source = {text(json["source"], "name"), text(json["source"], "version")};
  out.locations = list(json, "locations", &Reader::location);
  out.licenses = texts(json, "licenses");
  out.plugin = text(json, "plugin");
  return out;
}

CvssScore Reader::cvss(const Json& json) {
  const auto score = json["score"].as_number();
  expect(score && *score >= 0 && *score <= 10, "score", "from 0 to 10");
  return {text(json, "version"), text(json, "vector"), score.value_or(0)};
}

RuleOutcome Reader::rule_outcome(const Json& json) {
  return {text(json, "rule"), text(json, "file"), static_cast<int>(number(json, "line") & 0x7fffffff),
          text(json, "phase"), text(json, "outcome")};
}

GateOutcome Reader::gate_outcome(const Json& json) {
  return {text(json, "name"), word(json, "result", GateResult::Fail, GateResult::Pass), text(json, "rule"),
          text(json, "message"), 0};
}

Decision Reader::decision(const Json& json) {
  Decision out;
  out.severity = severity(json);
  out.tags = texts(json, "tags");
  out.suppressed_by = text(json, "suppressed_by");
  out.routes = list(json, "routes", &Reader::route_outcome);
  out.gates = list(json, "gates", &Reader::gate_outcome);
  out.rules = list(json, "rules", &Reader::rule_outcome);
  return out;
}

Finding Reader::finding(const Json& json) {
  Finding out;
  out.id = text(json, "id");
  out.kind = word(json, "kind", FindingKind::Eol, FindingKind::Vulnerability);
  out.severity = severity(json);
  out.severity_source = text(json, "severity_source");
  out.severities = list(json, "severities", &Reader::opinion);
  out.title = text(json, "title");
  out.description = text(json, "description");
  out.aliases = texts(json, "aliases");
  out.advisories = texts(json, "advisories");
  out.references = texts(json, "references");
  out.published = instant(json, "published");
  out.cwes = texts(json, "cwes");
  out.package = text(json, "package");
  out.ecosystem = text(json, "ecosystem");
  out.installed_version = text(json, "installed_version");
  out.fixed_version = text(json, "fixed_version");
  out.fix_state = word(json, "fix_state", FixState::Unknown, FixState::Unknown);
  out.cvss = list(json, "cvss", &Reader::cvss);
  out.epss = json["epss"].as_number();
  expect(json["epss"].is_null() || (out.epss && *out.epss >= 0 && *out.epss <= 1), "epss", "from 0 to 1");
  out.kev = flag(json, "kev");
  out.remediation = text(json, "remediation");
  out.location = location(json["location"]);
  out.plugin = text(json, "plugin");
  out.fingerprint = text(json, "fingerprint");
  if (!json["decision"].is_null()) out.decision = decision(json["decision"]);
  return out;
}

Gap Reader::gap(const Json& json) {
  return {text(json, "kind"), text(json, "subject"), text(json, "reason"), text(json, "plugin")};
}

DatabaseInfo Reader::database(const Json& json) {
  DatabaseInfo out;
  out.generation = text(json, "generation");
  out.built = text(json, "built");
  out.feeds = list(json, "feeds", &Reader::feed);
  return out;
}

void name_packages(Report& report) {
  std::unordered_map<std::string_view, const Package*> packages;
  for (const Package& package : report.packages) packages.emplace(package.purl, &package);
  for (Finding& finding : report.findings) {
    const auto found = packages.find(finding.package);
    if (finding.package.empty() || found == packages.end()) continue;
    finding.package_name = found->second->name;
    finding.package_type = found->second->type;
  }
}

Report Reader::report(const Json& json) {
  Report out;
  out.created = text(json, "created");
  out.image = image(json["image"]);
  out.status = word(json, "status", ImageStatus::Unverified, ImageStatus::Unverified);
  out.packages = list(json, "packages", &Reader::package);
  out.findings = list(json, "findings", &Reader::finding);
  out.gaps = list(json["coverage"], "gaps", &Reader::gap);
  if (!json["database"].is_null()) out.database = database(json["database"]);
  name_packages(out);
  return out;
}

}  // namespace

Result<Report> read_json(std::string_view text, std::string_view what, const Limits& limits) {
  const JsonLimits bounds{limits.report_bytes, 64, limits.report_nodes};
  const Json json = TRY(parse_json(text, what, bounds));
  Reader reader(what);
  if (json["schema"].as_string() != "lazaret.report/v1") reader.fail("schema is not \"lazaret.report/v1\"");
  if (!json["findings"].is_array() || !json["image"].is_object())
    reader.fail("it has no image or no findings");
  Report report = reader.report(json);
  TRY(reader.outcome());
  return report;
}

}  // namespace lazaret::report
