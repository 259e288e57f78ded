// SPDX-License-Identifier: Apache-2.0
// From the values of a finding to the rules that are not false about it because of their anchor
// (rules/anchor.h). Made once a rule set by the compiled evaluator. A value that is absent, or that a pattern
// would not judge, brings every rule of its probe: unknown is not false. Values come from images.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "rules/anchor.h"
#include "rules/pattern_set.h"

namespace lazaret::rules {

using RuleNumbers = std::vector<std::uint32_t>;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// The rules of one probe. Tests that share their operands are one group.
class ProbeIndex {
 public:
  explicit ProbeIndex(Probe probe) : probe_(std::move(probe)) {}
  void add(const AnchorTest& test, std::uint32_t rule);
  void compile(std::uint64_t memory);
  const Probe& probe() const { return probe_; }
  const RuleNumbers& all() const { return all_; }
  // Whether each value is worth remembering: more than one look-up.
  bool is_costly() const { return !prefixes_.empty() || !patterns_.empty(); }
  // Whether every pattern says yes or no to it.
  bool can_judge(std::string_view value) const;
  void find(std::string_view value, RuleNumbers& rules) const;

 private:
  // A part of `flat_`: the rules themselves, or groups where those are many, as under a long list that many
  // rules share.
  struct Hits {
    std::uint32_t begin = 0, count = 0;
    bool of_groups = false;
  };
  template <typename T>
  using Table = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  using Groups = std::vector<std::uint32_t>;
  void add_key(AnchorKey key, std::uint32_t group);
  Hits flattened(const Groups& groups);
  Table<Hits> flattened(const Table<Groups>& table);
  void take(const Table<Hits>& table, std::string_view key, RuleNumbers& rules) const;

  Probe probe_;
  std::map<std::pair<const void*, Operator>, std::uint32_t> group_of_;
  std::vector<RuleNumbers> groups_;
  RuleNumbers all_;
  Table<Groups> exact_groups_, prefix_groups_;  // until compile()
  Table<Hits> exact_, prefixes_;
  std::vector<std::uint32_t> flat_;
  std::vector<std::size_t> prefix_lengths_;  // ascending
  PatternSet patterns_;
  std::vector<std::shared_ptr<const Pattern>> judges_;  // one of each kind: what they do not judge, none does
};

class RuleIndex {
 public:
  // What was found for a value already, while its owner lives: a part of `found`.
  struct Memo {
    std::vector<std::unordered_map<std::string_view, std::pair<std::size_t, std::size_t>>> by_probe;
    RuleNumbers found;
  };

  void add(const Anchor& anchor, std::uint32_t rule);
  void compile();
  // Appends rules, some of them twice. `of_image`: by the image's probes, else by the finding's.
  void find(const Subject& subject, bool of_image, Memo& memo, RuleNumbers& rules) const;

 private:
  void find_value(std::size_t probe, std::string_view value, Memo& memo, RuleNumbers& rules) const;
  void find_probe(std::size_t probe, const Subject& subject, Memo& memo, RuleNumbers& rules) const;

  std::vector<ProbeIndex> probes_;
  std::map<std::tuple<const Field*, std::string, Probe::Kind>, std::size_t> numbers_;
  std::vector<std::size_t> of_image_, of_finding_;
};

}  // namespace lazaret::rules
