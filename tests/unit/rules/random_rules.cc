// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/rules/random_rules.h"

#include <array>
#include <map>

namespace lazaret::rules {
namespace {

using Texts = std::vector<std::string_view>;

constexpr std::int64_t kDay = 86400;

struct Pools {
  Texts values;
  Texts globs{"a*", "**", "*b*", "ab", "?", "*/*"};
  Texts regexes{"a.*",    "(ab|abc)", "[a-c]+", "lib[zx]", "a?b+",   "\303\251.*", ".*",
                "(?i)AB", "CVE-[12]", "lab/.*", "/a/.*",   "a{2,3}", "ab|b",       "ab?c*"};
};

const Pools& pools_of(std::string_view field) {
  static const Texts kIds{"CVE-1", "CVE-2", "CVE-3", "GHSA-1", "GHSA-2", "cve-1"};
  static const Texts kIdGlobs{"CVE-*", "GHSA-?", "*-1"};
  static const std::map<std::string_view, Pools> kPools{
      {"vuln.id", {kIds, kIdGlobs}},
      {"vuln.aliases", {kIds, kIdGlobs}},
      {"finding.id", {kIds, kIdGlobs}},
      {"finding.kind", {{"vulnerability", "secret", "eol"}}},
      {"fix.state", {{"fixed", "none", "wont_fix", "unknown"}}},
      {"finding.path",
       {{"/a", "/a/b", "/a/b/c.jar", "/usr/lib/x"},
        {"/a/**", "/**/c.jar", "/*", "/a/b*", "/usr/**/x", "/**"}}},
      {"image.repository",
       {{"lab", "lab/a", "lab/a/b", "payments/api"}, {"lab/**", "lab/*", "p*/api", "**", "lab*"}}},
      {"image.tag", {{"dev", "prod", "v1", "v1.2"}, {"v*", "*", "dev", "??"}}},
      {"package.purl",
       {{"pkg:deb/debian/zlib1g", "pkg:deb/debian/zlib1g@1.0", "pkg:deb/debian/zlib1g@1.0?arch=amd64",
         "pkg:npm/%40a/b@2.0", "pkg:npm/@a/b", "pkg:NPM/b#x/y", "pkg:deb/ubuntu/zlib1g@1.0"},
        {"pkg:deb/**", "pkg:npm/**/b*"}}},
      {"package.version", {{"1.0", "1.00", "2.0", "1:1.0", "0"}, {"1.*", "*"}}},
      {"fix.version", {{"1.0", "2.0"}, {"1.*", "*"}}},
      {"package.type", {{"deb", "npm", "nosuch"}, {"n*", "d??"}}}};
  static const Pools kOther{{"a", "ab", "abc", "aab", "libz", "LibZ", "\303\251b"}};
  const auto found = kPools.find(field);
  return found == kPools.end() ? kOther : found->second;
}

constexpr std::array<std::string_view, 6> kSeverities{"unknown", "negligible", "low",
                                                      "medium",  "high",       "critical"};
constexpr std::array<std::string_view, 8> kRanges{
    "<2.0",         ">=1.0 <2.0", "==1.0 || >1:0", "!=1.0", "vers:deb/>=1.0|<2.0",
    "vers:npm/1.0", "vers:deb/*", "<=1.00"};

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }
std::string date(Instant instant) { return format_instant(instant); }

// One rule file in the making.
class Writer {
 public:
  Writer(Choices& choices, Instant at) : choices_(choices), at_(at) {}
  SourceFile file(std::size_t number);

 private:
  std::string rule(std::size_t number);
  std::string gate(std::size_t number);
  std::string condition(int depth);
  std::string entry(int depth);
  std::string leaf();
  std::string operators(const Field& field);
  std::string test(const Field& field);
  std::string value(const Field& field);
  std::string list(const Field& field);
  std::string active(bool must_end);
  std::string actions();
  std::string suppress();

  Choices& choices_;
  Instant at_;
  Phase phase_ = Phase::Reclassify;
  bool image_only_ = false;
  bool lowers_ = false;  // no `any` over image.tag
  bool has_definitions_ = false;
  std::vector<std::string> suppressors_;
};

std::string Writer::value(const Field& field) {
  switch (field.type) {
    case FieldType::Number: return std::array{"0", "0.5", "1", "7.5", "9"}[choices_.below(5)];
    case FieldType::Boolean: return choices_.in(2) ? "true" : "false";
    case FieldType::Severity: return std::string(choices_.of(kSeverities));
    case FieldType::Duration: return std::array{"1d", "2d", "3d"}[choices_.below(3)];
    case FieldType::Instant: return date({at_.unix_seconds - kDay * static_cast<int>(choices_.below(4))});
    default: return quoted(choices_.of(pools_of(field.name).values));
  }
}

std::string Writer::list(const Field& field) {
  std::string out = "[" + value(field);
  for (std::size_t more = choices_.below(3); more > 0; --more) out += ", " + value(field);
  const bool is_path = field.type == FieldType::Path || field.type == FieldType::PathList;
  if (is_path && choices_.in(3)) out += ", " + quoted(choices_.of(pools_of(field.name).globs));
  return out + "]";
}

std::string Writer::test(const Field& field) {
  std::vector<Operator> allowed;
  for (int i = 0; i <= static_cast<int>(Operator::NewerThan); ++i)
    if (const auto op = static_cast<Operator>(i); allows(field.type, op)) allowed.push_back(op);
  const auto op = choices_.of(allowed);
  const std::string name = std::string(to_string(op)) + ": ";
  const Pools& pools = pools_of(field.name);
  const auto part = [&] {
    const auto whole = choices_.of(pools.values);
    const auto half = whole.size() < 4 ? whole.size() : whole.size() / 2;  // keeps the two bytes of an é
    return quoted(op == Operator::Suffix ? whole.substr(whole.size() - half) : whole.substr(0, half));
  };
  switch (op) {
    case Operator::In: return name + list(field);
    case Operator::Glob: return name + quoted(choices_.of(pools.globs));
    case Operator::Regex:
      return name + quoted(choices_.of(pools.regexes)) + (choices_.in(3) ? ", search: true" : "");
    case Operator::Prefix:
    case Operator::Suffix:
    case Operator::Contains: return name + part();
    case Operator::Exists: return name + (choices_.in(2) ? "true" : "false");
    case Operator::Range: return name + quoted(choices_.of(kRanges));
    case Operator::OlderThan:
    case Operator::NewerThan: return name + std::array{"1d", "2d", "36h"}[choices_.below(3)];
    default: return name + value(field);
  }
}

std::string Writer::operators(const Field& field) {
  std::string out = "{" + test(field);
  if (choices_.in(6) && out.find("exists") == std::string::npos) out += ", exists: true";
  const bool is_textual =
      field.type == FieldType::Text || field.type == FieldType::Path || is_list(field.type);
  if (is_textual && choices_.in(5)) out += ", ci: true";
  if (field.name == "vuln.id" && choices_.in(3)) out += ", exact: true";
  return out + "}";
}

std::string Writer::leaf() {
  std::vector<const Field*> usable;
  for (const Field& field : fields())
    if (field.readable_from <= phase_ && (!image_only_ || field.of_image)) usable.push_back(&field);
  // What rules are mostly about comes up more often.
  static constexpr std::array<std::string_view, 9> kCommon{"vuln.id",      "package.purl",     "package.name",
                                                           "finding.path", "image.repository", "image.tag",
                                                           "fix.state",    "finding.severity", "vuln.id"};
  const Field* field = choices_.of(usable);
  if (!image_only_ && choices_.in(2)) field = find_field(choices_.of(kCommon)).field;
  std::string name(field->name);
  if (name.ends_with('.')) name += choices_.in(2) ? "x" : "y";
  if (is_list(field->type) && choices_.in(3) && !(lowers_ && field->name == "image.tag")) {
    static constexpr std::array<std::string_view, 3> kQuantifiers{"any", "all", "none"};
    return name + ": {" + std::string(choices_.of(kQuantifiers)) + ": " +
           (choices_.in(2) ? list(*field) : operators(*field)) + "}";
  }
  if (field->name == "package.name" && has_definitions_ && choices_.in(3)) return name + ": {list: names}";
  if (!allows(field->type, Operator::Eq)) return name + ": " + operators(*field);
  if (choices_.in(3)) return name + ": " + value(*field);
  return name + ": " +
         (allows(field->type, Operator::In) && choices_.in(3) ? list(*field) : operators(*field));
}

std::string Writer::entry(int depth) {
  if (depth <= 0 || choices_.below(3) > 0) return leaf();
  switch (choices_.below(4)) {
    case 0: return "not: " + condition(depth - 1);
    case 1: return has_definitions_ && !image_only_ ? "macro: usual" : leaf();
    case 2: return "all: [" + condition(depth - 1) + ", " + condition(depth - 1) + "]";
    default: return "any: [" + condition(depth - 1) + ", " + condition(depth - 1) + "]";
  }
}

// A mapping of two entries has no key twice: the second stands under `all`.
std::string Writer::condition(int depth) {
  if (depth >= 3 && choices_.in(12)) return "{always: true}";
  std::string out = entry(depth);
  if (choices_.in(2)) out = "all: [{" + out + "}, {" + entry(depth) + "}]";
  return "{" + out + "}";
}

std::string Writer::active(bool must_end) {
  if (!must_end && choices_.below(4) > 0) return "";
  const auto day = [&](std::size_t span, std::int64_t shift) {
    const Instant instant{at_.unix_seconds +
                          kDay * (static_cast<std::int64_t>(choices_.below(span)) + shift)};
    return choices_.in(2) ? date(instant).substr(0, 10) : date(instant);
  };
  return ", active: {" + (choices_.in(4) ? "from: " + day(4, -4) + ", " : "") +
         "until: " + (choices_.in(4) ? date(at_) : day(3, 0)) + "}";
}

std::string Writer::suppress() {
  const bool is_permanent = choices_.in(4);
  return std::string(is_permanent ? "" : active(true)) +
         ", suppress: {status: accepted_risk, reason: r, owner: o" +
         (is_permanent ? ", permanent: true, approved_by: b}" : "}");
}

std::string Writer::actions() {
  static constexpr std::array<std::string_view, 6> kChanges{"set: low", "set: critical", "shift: -1",
                                                            "shift: 1", "from: vendor",  "from: cvss"};
  static constexpr std::array<std::string_view, 3> kResults{"fail", "warn", "pass"};
  const std::size_t which = choices_.below(8);
  const auto flag = [&](std::string_view key) {
    return choices_.in(3) ? ", " + std::string(key) + ": true" : std::string();
  };
  lowers_ = which <= 2;
  phase_ = std::array{Phase::Decide, Phase::Decide,  Phase::Reclassify, Phase::Tag,
                      Phase::Decide, Phase::Deliver, Phase::Deliver,    Phase::Tag}[which];
  const std::string guess = choices_.in(3)   ? ", on_unknown: match"
                            : choices_.in(3) ? ", on_unknown: no_match"
                                             : "";
  switch (which) {
    case 0:
    case 1: return suppress();
    case 2:
      return active(false) + ", reclassify: {" + std::string(choices_.of(kChanges)) + ", reason: r" +
             flag("final") + "}";
    case 3: return active(false) + guess + ", tag: [a, b]";
    case 4: {
      std::string except =
          suppressors_.empty() || choices_.in(2) ? "" : ", except: [" + choices_.of(suppressors_) + "]";
      return active(false) + guess + ", protect: {reason: r" + except + "}";
    }
    case 5:
      return active(false) + guess + ", route: {to: [" + std::string(choices_.in(2) ? "x" : "y, z") + "]" +
             flag("include_suppressed") + "}";
    case 6:
      return active(false) + ", gate: {name: " + std::string(choices_.in(2) ? "g" : "h") +
             ", result: " + std::string(choices_.of(kResults)) + ", message: m" + flag("include_suppressed") +
             "}";
    default: return active(false) + guess + ", tag: [c], route: {to: [x]}";
  }
}

std::string Writer::rule(std::size_t number) {
  const std::string id = "R-" + std::to_string(number);
  const std::string rest = actions();
  std::string out = "  - {id: " + id + ", priority: " + std::to_string(choices_.below(3)) +
                    ", match: " + condition(3) + rest;
  if (rest.find("suppress: {") != std::string::npos) suppressors_.push_back(id);
  return out + (choices_.in(12) ? ", enabled: false}\n" : "}\n");
}

std::string Writer::gate(std::size_t number) {
  phase_ = Phase::Deliver;
  lowers_ = false;
  return "  - {id: G-" + std::to_string(number) + ", name: " + (choices_.in(2) ? "g" : "h") +
         (choices_.in(2) ? ", fail_if" : ", warn_if") + ": {count: " + condition(2) +
         ", gt: " + std::to_string(choices_.below(3)) + "}}\n";
}

SourceFile Writer::file(std::size_t number) {
  suppressors_.clear();
  const auto layer = static_cast<Layer>(choices_.below(5));
  std::string text = "lazaret: rules/v1\nlayer: " + std::string(to_string(layer)) + "\n";
  has_definitions_ = false;
  phase_ = Phase::Reclassify;
  lowers_ = true;
  image_only_ = choices_.in(3);
  if (image_only_) text += "scope: " + condition(1) + "\n";
  image_only_ = false;
  if (choices_.in(2)) {
    text += "lists: {names: [a, libz, 'abc']}\nmacros: {usual: " + condition(1) + "}\n";
    has_definitions_ = true;
  }
  text += "rules:\n";
  for (std::size_t i = 0, count = 1 + choices_.below(8); i < count; ++i) text += rule(number * 100 + i);
  if (choices_.in(2)) text += "gates:\n" + gate(number * 100);
  return {std::string(1, static_cast<char>('a' + number)) + ".rules.yaml", std::move(text), layer};
}

// Values of facts.
struct Facts {
  Choices& choices;
  Instant at;

  std::optional<std::string> text(std::string_view field) {
    if (choices.in(5)) return std::nullopt;
    if (choices.in(40)) return "ab\xff";
    if (choices.in(400)) return std::string(Limits{}.rule_text_bytes + 1, 'a');
    return std::string(choices.of(pools_of(field).values));
  }
  std::optional<std::string> word(std::string_view field) {
    if (choices.in(8)) return std::nullopt;
    return std::string(choices.of(pools_of(field).values));
  }
  std::optional<std::vector<std::string>> texts(std::string_view field) {
    if (choices.in(5)) return std::nullopt;
    std::vector<std::string> out;
    for (std::size_t count = choices.below(3); count > 0; --count)
      if (auto one = text(field)) out.push_back(std::move(*one));
    return out;
  }
  std::optional<double> number() {
    if (choices.in(4)) return std::nullopt;
    return std::array{0.0, 0.5, 1.0, 7.5, 9.8}[choices.below(5)];
  }
  std::optional<bool> flag() { return choices.in(4) ? std::nullopt : std::optional(choices.in(2)); }
  std::optional<Instant> instant() {
    if (choices.in(4)) return std::nullopt;
    return Instant{at.unix_seconds - kDay * static_cast<std::int64_t>(choices.below(4))};
  }
  std::optional<std::map<std::string, std::string>> pairs() {
    if (choices.in(3)) return std::nullopt;
    std::map<std::string, std::string> out;
    for (const auto key : {"x", "y"})
      if (auto value = text("")) out[key] = std::move(*value);
    return out;
  }
};

}  // namespace

std::size_t Choices::below(std::size_t count) {
  if (!from_bytes_) return static_cast<std::size_t>(engine_() % count);
  if (bytes_.empty()) return 0;
  const std::size_t byte = bytes_.front();
  bytes_ = bytes_.subspan(1);
  return byte % count;
}

std::vector<SourceFile> random_rules(Choices& choices, Instant at) {
  std::vector<SourceFile> files;
  Writer writer(choices, at);
  for (std::size_t i = 0, count = 1 + choices.below(3); i < count; ++i) files.push_back(writer.file(i));
  return files;
}

FindingFacts random_finding(Choices& choices, Instant at) {
  Facts facts{choices, at};
  FindingFacts out;
  out.kind = facts.word("finding.kind");
  out.id = facts.text("finding.id");
  out.severity = static_cast<Severity>(choices.below(kSeverities.size()));
  out.plugin = facts.text("finding.plugin");
  out.category = facts.text("finding.category");
  out.title = facts.text("finding.title");
  out.first_seen = facts.instant();
  out.published = facts.instant();
  out.path = facts.text("finding.path");
  out.layer_digest = facts.text("finding.layer.digest");
  out.layer_index = facts.number();
  out.layer_in_base = facts.flag();
  out.vuln_id = facts.text("vuln.id");
  out.aliases = facts.texts("vuln.aliases");
  out.cvss_v2 = facts.number();
  out.cvss_v3 = facts.number();
  out.cvss_v4 = facts.number();
  out.epss = facts.number();
  out.epss_percentile = facts.number();
  out.kev = facts.flag();
  out.cwe = facts.texts("vuln.cwe");
  out.vendor_status = facts.text("vuln.vendor_status");
  out.fix_state = facts.word("fix.state");
  out.fix_version = facts.text("fix.version");
  if (choices.in(2)) out.opinions = {{"cvss:3.1", Severity::Critical}, {"debian", Severity::Low}};
  out.package_name = facts.text("package.name");
  out.package_version = facts.text("package.version");
  out.package_type = facts.text("package.type");
  out.package_ecosystem = facts.text("package.ecosystem");
  out.package_language = facts.text("package.language");
  out.package_purl = facts.text("package.purl");
  out.package_license = facts.texts("package.license");
  out.package_source_name = facts.text("package.source_name");
  out.package_direct = facts.flag();
  out.match_confidence = facts.text("match.confidence");
  out.match_type = facts.text("match.type");
  return out;
}

ImageFacts random_image(Choices& choices, Instant at) {
  Facts facts{choices, at};
  ImageFacts out;
  out.registry = facts.text("image.registry");
  out.repository = facts.text("image.repository");
  out.tags = facts.texts("image.tag");
  out.digest = facts.text("image.digest");
  out.platform = facts.text("image.platform");
  out.os = facts.text("image.os");
  out.os_version = facts.text("image.os_version");
  out.base_name = facts.text("image.base.name");
  out.base_digest = facts.text("image.base.digest");
  out.labels = facts.pairs();
  out.annotations = facts.pairs();
  out.created = facts.instant();
  out.last_pull = facts.instant();
  out.size = facts.number();
  out.context_namespace = facts.text("context.namespace");
  return out;
}

}  // namespace lazaret::rules
