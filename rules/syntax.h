// SPDX-License-Identifier: Apache-2.0
// A loaded rule set: checked values with their places, and nothing that still needs checking.
// Made by the loader alone (rules/load.h), read by the evaluators, lint, explain and export. Immutable once
// made. Source of meaning: docs/reference/rules.md; S1 to S15 are its sentences.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/fields.h"
#include "rules/pattern.h"
#include "rules/purl.h"
#include "rules/value.h"
#include "rules/version_range.h"

namespace lazaret::rules {

struct Span {
  int line = 0;  // from 1
  int column = 0;
};

// --- conditions

enum class Operator : std::uint8_t {
  Eq,
  In,  // also a plain list
  Glob,
  Regex,
  Prefix,
  Suffix,
  Contains,
  Exists,
  Gt,
  Gte,
  Lt,
  Lte,
  Range,
  OlderThan,  // at least that old at T
  NewerThan,  // less than that old
};
std::string_view to_string(Operator op);
// Whether a field of this type has the operator; the table of docs/reference/rules.md.
bool allows(FieldType type, Operator op);

using Literal = std::variant<std::string, double, bool, Severity, Instant, Seconds, Purl, VersionRange,
                             std::shared_ptr<const Pattern>>;

// One operator on one value. It holds when it holds for any of `operands` (Eq has one, In several; an element
// of In that is a Pattern matches as a glob, as it does for Path fields). Exists has one bool.
struct Test {
  Operator op = Operator::Eq;
  std::shared_ptr<const std::vector<Literal>> operands;  // never null; shared where a named list stands
  bool ignore_case = false;                              // `ci: true`; operands are in lower case already
  bool exact = false;                                    // `exact: true`: vuln.id without its aliases
  Span span;
};

// Over a field that is a list. Plain: some element, but see S15 for image.tag.
enum class Quantifier : std::uint8_t { Plain, Any, All, None };

struct Condition;
using ConditionPtr = std::shared_ptr<const Condition>;

struct Condition {
  enum class Kind : std::uint8_t { All, Any, Not, Always, Field };
  Kind kind = Kind::Always;
  Span span;
  std::uint32_t size = 1;  // conditions in it, itself included, shared ones counted each time; bounded
  std::vector<ConditionPtr>
      children;       // All, Any: at least one; Not: exactly one. Shared where a macro stands.
  std::string macro;  // All: it is the body of this macro; "scope" for the file's scope

  const Field* field = nullptr;  // Field
  std::string key;               // of image.labels. and image.annotations.
  Quantifier quantifier = Quantifier::Plain;
  std::vector<Test> tests;  // all must hold, for the same element where the field is a list
};

// --- rules

enum class Layer : std::uint8_t { Builtin, Vex, Global, Registry, Repository };
std::string_view to_string(Layer layer);
std::optional<Layer> parse_layer(std::string_view word);
constexpr int rank_of(Layer layer) { return static_cast<int>(layer); }  // for overriding (S5)
constexpr int authority_of(Layer layer) {                               // for forbidding (S5)
  constexpr int kAuthority[] = {0, 0, 3, 2, 1};
  return kAuthority[static_cast<int>(layer)];
}

struct Suppress {
  std::string status;  // S10
  std::string justification;
  std::string reason;
  std::string owner;
  std::string ticket;
  bool permanent = false;
  std::string approved_by;
};
struct Protect {
  std::string reason;
  std::vector<std::string> except;  // sorted ids of suppress rules
};
enum class Opinion : std::uint8_t { Vendor, Nvd, Cvss };
struct Reclassify {
  std::variant<Severity, int, Opinion> to;  // `set`, `shift`, `from`
  bool final = false;
  std::string reason;
};
struct TagAction {
  std::vector<std::string> tags;  // sorted
};
struct Route {
  std::vector<std::string> to;
  std::vector<std::string> dedupe_by;  // names of fields
  bool include_suppressed = false;
};
enum class GateResult : std::uint8_t { Pass, Warn, Fail };
std::string_view to_string(GateResult result);
struct Gate {
  std::string name;
  GateResult result = GateResult::Fail;
  std::string message;
  bool include_suppressed = false;
};

// In force where enabled and from <= T < end (S9).
struct Validity {
  bool enabled = true;
  std::optional<Instant> from;
  std::optional<Instant> end;  // exclusive: a plain date's following midnight, UTC
  std::string until_text;      // as written
  Span until_span;

  enum class State : std::uint8_t { InForce, NotYet, Expired, Disabled };
  State at(Instant instant) const;
};

struct Rule {
  std::string id;
  std::string description;
  std::string owner;        // the suppression's, else the file's default
  Span span;                // of its first key
  std::uint32_t file = 0;   // index into RuleSet::files
  std::uint32_t index = 0;  // in its file, from 0
  Layer layer = Layer::Global;
  int priority = 0;
  Validity validity;
  ConditionPtr match;              // the file's scope included
  ConditionPtr own_match;          // without it
  std::optional<bool> on_unknown;  // `match` is true; absent: match for protect alone (S3)

  std::optional<Suppress> suppress;
  std::optional<Protect> protect;
  std::optional<Reclassify> reclassify;
  std::optional<TagAction> tag;
  std::optional<Route> route;
  std::optional<Gate> gate;
};

// fail_if or warn_if of an image gate: how many unsuppressed findings satisfy `count`, against `threshold`.
struct CountLimit {
  ConditionPtr count;
  Operator op = Operator::Gt;  // Gt or Gte
  double threshold = 0;
  Span span;
};
struct ImageGate {
  std::string id;
  std::string name;
  std::string message;
  Span span;
  std::uint32_t file = 0;
  std::uint32_t index = 0;
  Layer layer = Layer::Global;
  Validity validity;
  ConditionPtr scope;  // the file's scope and its own; reads the image alone
  std::optional<CountLimit> fail_if;
  std::optional<CountLimit> warn_if;
};

struct RuleFile {
  std::string path;
  Layer layer = Layer::Global;
  ConditionPtr scope;  // null: none
};

struct RuleSet {
  std::string id;                // "sha256:…" of the canonical form (rules/canonical.h)
  std::vector<RuleFile> files;   // sorted by path bytes
  std::vector<Rule> rules;       // by (file, index)
  std::vector<ImageGate> gates;  // by (file, index)

  const Rule* find(std::string_view rule_id) const;
};

// S5, ascending: the greater overrides. Total: no two rules of a set are equal.
bool ranks_below(const Rule& a, const Rule& b);

}  // namespace lazaret::rules
