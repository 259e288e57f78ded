// SPDX-License-Identifier: Apache-2.0
// The one table of fields: name, type, when it is readable, one sentence, and how its value is read.
// The loader, the evaluators, the JSON schema and docs/reference/rules.md are made from it. A new field is
// one member of facts.h and one line in fields.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/facts.h"
#include "rules/value.h"

namespace lazaret::rules {

// S4. Order matters: a phase sees `effective.*` as left by the phases before it.
enum class Phase : std::uint8_t { Reclassify, Tag, Decide, Deliver };
std::string_view to_string(Phase phase);  // "reclassify" "tag" "decide" "deliver"

enum class FieldType : std::uint8_t {
  Text,
  Word,      // a text out of `words`; the word "unknown" is the absence that has a name
  Path,      // a text in which a plain value with "*" or "?" is a glob: repository, path, tag
  Purl,      // equality by type, namespace and name
  Version,   // ordered by the scheme of package.type
  TextList,  // a list of Text
  PathList,  // a list of Path
  Number,
  Boolean,
  Severity,
  Instant,
  Duration,
};
std::string_view to_string(FieldType type);
constexpr bool is_list(FieldType type) { return type == FieldType::TextList || type == FieldType::PathList; }

// What the phases so far made of a finding.
struct Effective {
  Severity severity = Severity::Unknown;
  std::vector<std::string> tags;  // sorted
};

// One evaluation looks at this and at nothing else (S1).
struct Subject {
  const FindingFacts& finding;
  const ImageFacts& image;
  const Effective& effective;
  Instant at;
};

struct Field {
  std::string_view name;  // "vuln.id"; ends with "." where a key of the user's follows: "image.labels."
  FieldType type = FieldType::Text;
  Phase readable_from = Phase::Reclassify;
  std::span<const std::string_view> words;  // of Word
  std::string_view sentence;
  // `key` is empty but for fields whose name ends with ".".
  Value (*read)(const Subject&, std::string_view key) = nullptr;
  bool of_image = false;  // the same for every finding of an image
};

std::span<const Field> fields();  // sorted by name
struct FieldName {
  const Field* field = nullptr;  // null: there is no such field
  std::string key;               // "stage" of "image.labels.stage"
};
FieldName find_field(std::string_view name);
std::vector<std::string_view> field_names();

}  // namespace lazaret::rules
