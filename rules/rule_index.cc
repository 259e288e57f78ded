// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_index.h"

#include <algorithm>

namespace lazaret::rules {
namespace {

// A longer prefix lets hardly less through, and each length costs a look-up.
constexpr std::size_t kPrefixBytes = 24;
constexpr std::uint64_t kPatternMemory = 64u << 20;  // for the sets of one probe

constexpr std::size_t kFlatRules = 16;  // of one key, copied for each

void append(RuleNumbers& to, std::span<const std::uint32_t> from) {
  to.insert(to.end(), from.begin(), from.end());
}

// The absence that has a name.
bool is_unknown(const Field& field, const Value& value) {
  if (const auto* severity = std::get_if<Severity>(&value)) return *severity == Severity::Unknown;
  const auto* text = std::get_if<std::string_view>(&value);
  return text && field.type == FieldType::Word && *text == "unknown";
}

}  // namespace

void ProbeIndex::add(const AnchorTest& test, std::uint32_t rule) {
  const auto [group, is_new] = group_of_.try_emplace({test.test->operands.get(), test.test->op},
                                                     static_cast<std::uint32_t>(groups_.size()));
  if (is_new) {
    groups_.emplace_back();
    for (AnchorKey& key : keys_of(test)) add_key(std::move(key), group->second);
  }
  groups_[group->second].push_back(rule);
  all_.push_back(rule);
}

void ProbeIndex::add_key(AnchorKey key, std::uint32_t group) {
  if (key.pattern &&
      std::ranges::none_of(judges_, [&](const auto& judge) { return judge->kind() == key.pattern->kind(); }))
    judges_.push_back(key.pattern);
  if (key.kind == AnchorKey::Kind::Regex) return patterns_.add(*key.pattern, group);
  const bool is_exact = key.kind == AnchorKey::Kind::Exact;
  if (!is_exact) key.text.resize(std::min(key.text.size(), kPrefixBytes));
  const std::size_t length = key.text.size();
  auto& groups = (is_exact ? exact_groups_ : prefix_groups_)[std::move(key.text)];
  if (groups.empty() || groups.back() != group) groups.push_back(group);
  const auto at = std::ranges::lower_bound(prefix_lengths_, length);
  if (!is_exact && (at == prefix_lengths_.end() || *at != length)) prefix_lengths_.insert(at, length);
}

bool ProbeIndex::can_judge(std::string_view value) const {
  return std::ranges::all_of(judges_, [&](const auto& judge) { return judge->can_judge(value); });
}

ProbeIndex::Hits ProbeIndex::flattened(const Groups& groups) {
  std::size_t rules = 0;
  for (const std::uint32_t group : groups) rules += groups_[group].size();
  Hits hits{static_cast<std::uint32_t>(flat_.size()), 0, rules > kFlatRules};
  if (hits.of_groups)
    append(flat_, groups);
  else
    for (const std::uint32_t group : groups) append(flat_, groups_[group]);
  hits.count = static_cast<std::uint32_t>(flat_.size()) - hits.begin;
  return hits;
}

ProbeIndex::Table<ProbeIndex::Hits> ProbeIndex::flattened(const Table<Groups>& table) {
  Table<Hits> out;
  out.reserve(table.size());
  for (const auto& [key, groups] : table) out.emplace(key, flattened(groups));
  return out;
}

void ProbeIndex::compile(std::uint64_t memory) {
  exact_ = flattened(exact_groups_);
  prefixes_ = flattened(prefix_groups_);
  exact_groups_ = {};
  prefix_groups_ = {};
  patterns_.compile(memory);
}

void ProbeIndex::take(const Table<Hits>& table, std::string_view key, RuleNumbers& rules) const {
  const auto found = table.find(key);
  if (found == table.end()) return;
  const auto hits = std::span(flat_).subspan(found->second.begin, found->second.count);
  if (!found->second.of_groups) return append(rules, hits);
  for (const std::uint32_t group : hits) append(rules, groups_[group]);
}

void ProbeIndex::find(std::string_view value, RuleNumbers& rules) const {
  take(exact_, value, rules);
  for (const std::size_t length : prefix_lengths_) {
    if (length > value.size()) break;
    take(prefixes_, value.substr(0, length), rules);
  }
  if (patterns_.empty()) return;
  std::vector<std::uint32_t> groups;
  patterns_.find(value, groups);
  for (const std::uint32_t group : groups) append(rules, groups_[group]);
}

void RuleIndex::add(const Anchor& anchor, std::uint32_t rule) {
  for (const AnchorTest& test : anchor.any_of) {
    const Probe& probe = test.probe;
    const auto [number, is_new] = numbers_.try_emplace({probe.field, probe.key, probe.kind}, probes_.size());
    if (is_new) {
      (probe.field->of_image ? of_image_ : of_finding_).push_back(probes_.size());
      probes_.emplace_back(probe);
    }
    probes_[number->second].add(test, rule);
  }
}

void RuleIndex::compile() {
  for (ProbeIndex& index : probes_) index.compile(kPatternMemory / probes_.size());
}

void RuleIndex::find(const Subject& subject, bool of_image, Memo& memo, RuleNumbers& rules) const {
  memo.by_probe.resize(probes_.size());
  for (const std::size_t probe : of_image ? of_image_ : of_finding_) find_probe(probe, subject, memo, rules);
}

void RuleIndex::find_value(std::size_t probe, std::string_view value, Memo& memo, RuleNumbers& rules) const {
  const ProbeIndex& index = probes_[probe];
  if (!index.can_judge(value)) return append(rules, index.all());
  if (!index.is_costly()) return index.find(value, rules);
  const auto [known, is_new] = memo.by_probe[probe].try_emplace(value, memo.found.size(), 0);
  auto& [begin, count] = known->second;
  if (is_new) {
    index.find(value, memo.found);
    count = memo.found.size() - begin;
  }
  append(rules, std::span(memo.found).subspan(begin, count));
}

void RuleIndex::find_probe(std::size_t probe, const Subject& subject, Memo& memo, RuleNumbers& rules) const {
  const ProbeIndex& index = probes_[probe];
  const Field& field = *index.probe().field;
  const Value value = field.read(subject, index.probe().key);
  if (std::holds_alternative<std::monostate>(value) || is_unknown(field, value))
    return append(rules, index.all());
  const auto* text = std::get_if<std::string_view>(&value);
  if (index.probe().kind == Probe::Kind::Identity) {
    const auto identity = purl_identity(*text);
    return identity ? index.find(*identity, rules) : append(rules, index.all());
  }
  const auto* list = std::get_if<std::span<const std::string>>(&value);
  if (list)
    for (const std::string& element : *list) find_value(probe, element, memo, rules);
  else
    find_value(probe, text ? *text : key_of(value), memo, rules);
  if (index.probe().kind != Probe::Kind::Aliases) return;
  if (!subject.finding.aliases) return append(rules, index.all());
  for (const std::string& alias : *subject.finding.aliases) find_value(probe, alias, memo, rules);
}

}  // namespace lazaret::rules
