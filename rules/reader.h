// SPDX-License-Identifier: Apache-2.0
// How the loader reads one mapping: its keys against a list, its values against their shape, problems
// collected. Called by rules/read_*.cc. Trusts nothing: an unknown key is a problem with the nearest name.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/yaml_events.h"
#include "rules/problem.h"
#include "rules/syntax.h"

namespace lazaret::rules {

// Where problems go: at most `limit` are kept, the others counted.
struct ProblemList {
  std::vector<Problem> kept;
  std::size_t left_out = 0;
  std::size_t limit = 100;
  std::size_t size() const { return kept.size() + left_out; }
};

// Problems of one file.
class Reporter {
 public:
  Reporter(ProblemList& list, std::string file) : list_(list), file_(std::move(file)) {}
  void add(Code code, Span span, std::string message, std::string nearest = {}) const;
  // The same, with ", did you mean …?" where a candidate is near.
  void add_near(Code code, Span span, std::string message, std::string_view word,
                std::span<const std::string_view> candidates) const;
  const std::string& file() const { return file_; }
  std::size_t count() const { return list_.size(); }
  bool full() const { return list_.kept.size() >= list_.limit; }  // further problems are only counted

 private:
  ProblemList& list_;
  std::string file_;
};

inline Span span_of(const YamlNode& node) { return {node.line, node.column}; }
inline Span key_span(const YamlEntry& entry) { return {entry.line, entry.column}; }
std::string shape_of(const YamlNode& node);  // "a list"

// One mapping with known keys. Each getter reports what is wrong and returns nothing then.
class MapReader {
 public:
  // `what` names the mapping in messages: "suppress".
  MapReader(const YamlNode& node, std::string_view what, std::span<const std::string_view> keys,
            const Reporter& reporter);
  bool is_map() const { return node_.kind == YamlNode::Kind::Map; }
  const YamlEntry* entry(std::string_view key) const { return node_.find(key); }
  Span span() const { return span_of(node_); }

  std::optional<std::string> text(std::string_view key) const;           // may be absent; never empty
  std::optional<std::string> required_text(std::string_view key) const;  // reports its absence
  std::optional<std::string> word(std::string_view key, std::span<const std::string_view> words) const;
  bool flag(std::string_view key, bool otherwise) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::vector<std::string> texts(std::string_view key) const;  // a text or a list of texts; sorted, unique
  bool require(std::string_view key) const;                    // reports its absence

 private:
  const YamlNode& node_;
  std::string what_;
  const Reporter& reporter_;
};

// A text or a list of texts, in the order of the file.
std::vector<std::string> read_texts(const YamlNode& node, std::string_view what, const Reporter& reporter);

}  // namespace lazaret::rules
