// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/set_fact.h"

#include <algorithm>
#include <array>

#include "rules/read_literal.h"

namespace lazaret::rules {
namespace {

using Fact = std::variant<std::monostate, std::string, std::vector<std::string>, double, bool, Severity,
                          Instant, Seconds>;

template <typename Member>
void assign(Member& member, Fact fact) {
  if constexpr (std::is_same_v<Member, Severity>)
    member = std::holds_alternative<std::monostate>(fact) ? Severity::Unknown : std::get<Severity>(fact);
  else if (std::holds_alternative<std::monostate>(fact))
    member.reset();
  else
    member = std::get<typename Member::value_type>(std::move(fact));
}

struct Setter {
  std::string_view name;
  void (*set)(Facts& facts, const std::string& key, Instant at, Fact fact);
};

template <auto member>
void finding(Facts& facts, const std::string&, Instant, Fact fact) {
  assign(facts.finding.*member, std::move(fact));
}
template <auto member>
void image(Facts& facts, const std::string&, Instant, Fact fact) {
  assign(facts.image.*member, std::move(fact));
}
template <auto member>
void pairs(Facts& facts, const std::string& key, Instant, Fact fact) {
  auto& all = facts.image.*member;
  if (!all) all.emplace();
  if (std::holds_alternative<std::monostate>(fact))
    all->erase(key);
  else
    (*all)[key] = std::get<std::string>(std::move(fact));
}
void age(Facts& facts, const std::string&, Instant at, Fact fact) {
  facts.image.created.reset();
  if (const auto* span = std::get_if<Seconds>(&fact))
    facts.image.created = Instant{at.unix_seconds - span->count};
}

using F = FindingFacts;
using I = ImageFacts;

// Sorted by name.
constexpr std::array kSetters{
    Setter{"context.namespace", image<&I::context_namespace>},
    Setter{"finding.category", finding<&F::category>},
    Setter{"finding.first_seen", finding<&F::first_seen>},
    Setter{"finding.id", finding<&F::id>},
    Setter{"finding.kind", finding<&F::kind>},
    Setter{"finding.layer.digest", finding<&F::layer_digest>},
    Setter{"finding.layer.in_base", finding<&F::layer_in_base>},
    Setter{"finding.layer.index", finding<&F::layer_index>},
    Setter{"finding.path", finding<&F::path>},
    Setter{"finding.plugin", finding<&F::plugin>},
    Setter{"finding.published", finding<&F::published>},
    Setter{"finding.severity", finding<&F::severity>},
    Setter{"finding.title", finding<&F::title>},
    Setter{"fix.state", finding<&F::fix_state>},
    Setter{"fix.version", finding<&F::fix_version>},
    Setter{"image.age", age},
    Setter{"image.annotations.", pairs<&I::annotations>},
    Setter{"image.base.digest", image<&I::base_digest>},
    Setter{"image.base.name", image<&I::base_name>},
    Setter{"image.digest", image<&I::digest>},
    Setter{"image.labels.", pairs<&I::labels>},
    Setter{"image.last_pull", image<&I::last_pull>},
    Setter{"image.os", image<&I::os>},
    Setter{"image.os_version", image<&I::os_version>},
    Setter{"image.platform", image<&I::platform>},
    Setter{"image.registry", image<&I::registry>},
    Setter{"image.repository", image<&I::repository>},
    Setter{"image.size", image<&I::size>},
    Setter{"image.tag", image<&I::tags>},
    Setter{"match.confidence", finding<&F::match_confidence>},
    Setter{"match.type", finding<&F::match_type>},
    Setter{"package.direct", finding<&F::package_direct>},
    Setter{"package.ecosystem", finding<&F::package_ecosystem>},
    Setter{"package.language", finding<&F::package_language>},
    Setter{"package.license", finding<&F::package_license>},
    Setter{"package.name", finding<&F::package_name>},
    Setter{"package.purl", finding<&F::package_purl>},
    Setter{"package.source_name", finding<&F::package_source_name>},
    Setter{"package.type", finding<&F::package_type>},
    Setter{"package.version", finding<&F::package_version>},
    Setter{"vuln.aliases", finding<&F::aliases>},
    Setter{"vuln.cvss.v2", finding<&F::cvss_v2>},
    Setter{"vuln.cvss.v3", finding<&F::cvss_v3>},
    Setter{"vuln.cvss.v4", finding<&F::cvss_v4>},
    Setter{"vuln.cwe", finding<&F::cwe>},
    Setter{"vuln.epss", finding<&F::epss>},
    Setter{"vuln.epss_percentile", finding<&F::epss_percentile>},
    Setter{"vuln.id", finding<&F::vuln_id>},
    Setter{"vuln.kev", finding<&F::kev>},
    Setter{"vuln.vendor_status", finding<&F::vendor_status>},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kSetters.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kSetters[i].name;
  return names;
}();

struct FactReader {
  const YamlNode& node;
  const Field& field;
  const Reporter& reporter;

  Fact wrong(std::string_view wanted) const {
    reporter.add(Code::WrongType, span_of(node),
                 std::string(field.name) + " is " + std::string(wanted) + ", not " + shape_of(node));
    return {};
  }
  template <typename T>
  Fact or_wrong(std::optional<T> value, std::string_view wanted) const {
    return value ? Fact(*std::move(value)) : wrong(wanted);
  }
  Fact texts() const;
  Fact scalar() const;
  Fact read() const;
};

// An empty list is a fact too: an image without a tag.
Fact FactReader::texts() const {
  if (node.kind == YamlNode::Kind::List && node.items.empty()) return std::vector<std::string>();
  return read_texts(node, field.name, reporter);
}

Fact FactReader::scalar() const {
  switch (field.type) {
    case FieldType::Number: return or_wrong(parse_number(node.text), "a decimal number");
    case FieldType::Severity: return or_wrong(parse_severity(node.text), "a severity");
    case FieldType::Duration: return or_wrong(parse_duration(node.text), "a duration like 30d");
    case FieldType::Instant: {
      const auto instant = parse_instant(node.text);
      return instant ? Fact(*instant) : wrong("a date or an instant of RFC 3339");
    }
    case FieldType::Boolean:
      return node.text == "true" || node.text == "false" ? Fact(node.text == "true") : wrong("true or false");
    case FieldType::Word:
      return std::ranges::find(field.words, node.text) != field.words.end() ? Fact(node.text)
                                                                            : wrong("one of its words");
    default: return node.text;
  }
}

Fact FactReader::read() const {
  if (node.kind == YamlNode::Kind::Null) return {};
  if (is_list(field.type)) return texts();
  return node.kind == YamlNode::Kind::Scalar ? scalar() : wrong("one value");
}

}  // namespace

std::span<const std::string_view> settable_fields() { return kNames; }

void set_fact(const YamlEntry& entry, bool of_image, Instant at, const Reporter& reporter, Facts& facts) {
  const auto [field, key] = find_field(entry.key);
  const auto setter = field ? std::ranges::find(kSetters, field->name, &Setter::name) : kSetters.end();
  if (setter == kSetters.end())
    return reporter.add_near(Code::UnknownField, key_span(entry),
                             "there is no fact \"" + entry.key.substr(0, 100) + "\"", entry.key, kNames);
  if (field->of_image != of_image)
    return reporter.add(Code::UnknownField, key_span(entry),
                        std::string(field->name) + " stands under " + (of_image ? "finding" : "image"));
  const std::size_t before = reporter.count();
  Fact fact = FactReader{entry.value, *field, reporter}.read();
  if (reporter.count() == before) setter->set(facts, key, at, std::move(fact));
}

}  // namespace lazaret::rules
