// SPDX-License-Identifier: Apache-2.0
// What a rule's match cannot do without: a value that a hash or a prefix table can look up. Called when an
// index is made. Sound, not complete: the condition is *false* (not unknown) wherever every probe of its
// anchor has a value and none of the keys hits.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/syntax.h"

namespace lazaret::rules {

// What is looked up of a finding or image.
struct Probe {
  enum class Kind : std::uint8_t {
    Plain,     // the field; each element where it is a list
    Aliases,   // vuln.id and vuln.aliases
    Identity,  // type, namespace and name of package.purl
  };
  const Field* field = nullptr;
  std::string key;  // of image.labels.
  Kind kind = Kind::Plain;
  bool operator==(const Probe&) const = default;
};

struct AnchorKey {
  enum class Kind : std::uint8_t { Exact, Prefix, Regex };
  Kind kind = Kind::Exact;
  std::string text;                        // Exact, Prefix
  std::shared_ptr<const Pattern> pattern;  // also of a Prefix that was made from one: its limits hold
};

// One operator on one probe: any of its keys. Tests that share their operands (a named list) share their
// keys.
struct AnchorTest {
  Probe probe;
  const Test* test = nullptr;
};

struct Anchor {
  int rank = 0;  // 0 is the most selective
  std::vector<AnchorTest> any_of;
};

// Nothing where the condition has to be evaluated for every finding.
std::optional<Anchor> anchor_of(const Condition& condition);
std::vector<AnchorKey> keys_of(const AnchorTest& test);
// The key of a value that is not a text or a list: "high", "true".
std::string_view key_of(const Value& value);

}  // namespace lazaret::rules
