// SPDX-License-Identifier: Apache-2.0
#include "rules/pattern_set.h"

#include <re2/set.h>

#include <algorithm>
#include <span>
#include <string>

namespace lazaret::rules {
namespace {

// Large sets have large automata, small ones cost a pass each.
constexpr std::size_t kPatternsInASet = 512;

struct Member {
  std::string text;
  std::uint32_t id;
};

struct Part {
  std::unique_ptr<re2::RE2::Set> set;
  std::vector<std::uint32_t> ids;  // by the set's own numbers
};

std::unique_ptr<re2::RE2::Set> compiled(std::span<const Member> members, re2::RE2::Anchor anchor,
                                        std::uint64_t memory) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(memory));
  auto set = std::make_unique<re2::RE2::Set>(options, anchor);
  for (const Member& member : members)
    if (set->Add(member.text, nullptr) < 0) return nullptr;
  return set->Compile() ? std::move(set) : nullptr;
}

}  // namespace

struct PatternSet::State {
  std::vector<Member> whole;
  std::vector<Member> anywhere;
  std::vector<std::pair<re2::RE2::Anchor, Part>> parts;
  std::vector<std::uint32_t> always;  // what no set could take

  void compile(std::span<const Member> members, re2::RE2::Anchor anchor, std::uint64_t memory);
};

// Halves what does not fit, down to single patterns.
void PatternSet::State::compile(std::span<const Member> members, re2::RE2::Anchor anchor,
                                std::uint64_t memory) {
  if (members.empty()) return;
  auto set = members.size() <= kPatternsInASet ? compiled(members, anchor, memory) : nullptr;
  if (!set && members.size() == 1) return always.push_back(members.front().id);
  if (!set) {
    const std::size_t half = members.size() / 2;
    compile(members.first(half), anchor, memory);
    return compile(members.subspan(half), anchor, memory);
  }
  Part part{std::move(set), {}};
  for (const Member& member : members) part.ids.push_back(member.id);
  parts.emplace_back(anchor, std::move(part));
}

PatternSet::PatternSet() : state_(std::make_unique<State>()) {}
PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;

void PatternSet::add(const Pattern& pattern, std::uint32_t id) {
  const auto options = pattern.options();
  // The flag stands for the pattern alone; one that the parentheses break is not added (see compiled).
  std::string text = options.ignore_case ? "(?i:" + pattern.text() + ")" : pattern.text();
  (options.search ? state_->anywhere : state_->whole).push_back({std::move(text), id});
}

void PatternSet::compile(std::uint64_t memory) {
  const std::size_t count = state_->whole.size() + state_->anywhere.size();
  const std::uint64_t each = std::max<std::uint64_t>(memory / (count / (kPatternsInASet / 2) + 2), 1u << 20);
  state_->compile(state_->whole, re2::RE2::ANCHOR_BOTH, each);
  state_->compile(state_->anywhere, re2::RE2::UNANCHORED, each);
  state_->whole = {};
  state_->anywhere = {};
}

void PatternSet::find(std::string_view text, std::vector<std::uint32_t>& ids) const {
  ids.insert(ids.end(), state_->always.begin(), state_->always.end());
  std::vector<int> hits;
  for (const auto& [anchor, part] : state_->parts) {
    re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
    if (part.set->Match(text, &hits, &error))
      for (const int hit : hits) ids.push_back(part.ids[static_cast<std::size_t>(hit)]);
    else if (error.kind != re2::RE2::Set::kNoError)
      ids.insert(ids.end(), part.ids.begin(), part.ids.end());
  }
}

bool PatternSet::empty() const { return state_->parts.empty() && state_->always.empty(); }

}  // namespace lazaret::rules
