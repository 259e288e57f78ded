// SPDX-License-Identifier: Apache-2.0
#include "core/image/ask_matcher.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace lazaret::image {
namespace {

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// One segment against one segment of a glob; only the last `*` needs to be tried again.
bool segment_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g, ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

// Where the segment that begins at `begin` ends.
std::size_t segment_end(std::string_view text, std::size_t begin) {
  return std::min(text.find('/', begin), text.size());
}

std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool glob_matches(std::string_view glob, std::string_view path) {
  // Offsets of segments; size() + 1 is "no segment left". An empty path has none.
  std::size_t g = 0, p = path.empty() ? 1 : 0;
  std::size_t star = std::string_view::npos, retry = 0;
  while (p <= path.size()) {
    const std::size_t p_end = segment_end(path, p);
    const std::size_t g_end = g <= glob.size() ? segment_end(glob, g) : g;
    const auto wanted = g <= glob.size() ? glob.substr(g, g_end - g) : std::string_view();
    if (g <= glob.size() && wanted == "**") {
      star = g = g_end + 1;
      retry = p;
    } else if (g <= glob.size() && segment_matches(wanted, path.substr(p, p_end - p))) {
      g = g_end + 1;
      p = p_end + 1;
    } else if (star != std::string_view::npos) {
      g = star;
      p = retry = segment_end(path, retry) + 1;
    } else {
      return false;
    }
  }
  while (g <= glob.size() && glob.substr(g, segment_end(glob, g) - g) == "**") g = segment_end(glob, g) + 1;
  return g > glob.size();
}

struct AskMatcher::Table {
  struct Rule {
    std::string glob;
    std::string literal;  // what the path starts with (anchored) or ends with (by_extension)
    std::uint32_t ask;
    bool settled;  // the key alone decides
  };
  using Bucket = std::vector<const Rule*>;
  // Keyed by literals of the globs; a look-up costs a hash only where some key has the length of the text.
  struct Keyed {
    std::unordered_map<std::string_view, Bucket> buckets;
    std::uint64_t lengths = 0;  // bit n: some key has a length of n modulo 64

    void add(std::string_view key, const Rule* rule) {
      buckets[key].push_back(rule);
      lengths |= 1ull << (key.size() % 64);
    }
    const Bucket* find(std::string_view key) const {
      if ((lengths >> (key.size() % 64) & 1) == 0) return nullptr;
      const auto found = buckets.find(key);
      return found == buckets.end() ? nullptr : &found->second;
    }
  };

  std::vector<std::unique_ptr<const Rule>> rules;  // stable addresses
  std::vector<std::uint32_t> always;
  Keyed by_path;
  Keyed by_name;
  Keyed by_extension;
  Bucket anchored;
  std::vector<std::uint32_t> matched;

  void add(const std::string& glob, std::uint32_t ask);
  void try_bucket(const Bucket* bucket, std::string_view path);
};

void AskMatcher::Table::add(const std::string& glob, std::uint32_t ask) {
  if (glob == "**") return always.push_back(ask);
  auto rule = std::make_unique<Rule>(Rule{glob, {}, ask, false});
  const std::string_view text = rule->glob;
  const std::string_view name = last_segment(text);
  const bool anywhere = text.size() == name.size() + 3 && text.starts_with("**/");
  const auto dot = name.rfind('.');
  if (!has_wildcard(text)) {
    rule->settled = !text.empty();
    by_path.add(text, rule.get());
  } else if (!has_wildcard(name)) {
    rule->settled = anywhere && !name.empty();
    by_name.add(name, rule.get());
  } else if (name.starts_with('*') && !has_wildcard(name.substr(1)) && dot != std::string_view::npos) {
    rule->settled = anywhere;
    rule->literal = name.substr(1);
    by_extension.add(name.substr(dot), rule.get());
  } else {
    rule->literal = text.substr(0, text.find_first_of("*?"));
    // "a/**" matches "a" too: the slash before a wildcard may be absent from the path.
    if (rule->literal.ends_with('/')) rule->literal.pop_back();
    anchored.push_back(rule.get());
  }
  rules.push_back(std::move(rule));
}

void AskMatcher::Table::try_bucket(const Bucket* bucket, std::string_view path) {
  if (bucket == nullptr) return;
  for (const Rule* rule : *bucket)
    if (rule->settled || glob_matches(rule->glob, path)) matched.push_back(rule->ask);
}

AskMatcher::AskMatcher(const AskSet& asks) : table_(std::make_unique<Table>()) {
  for (std::uint32_t i = 0; i < asks.asks.size(); ++i)
    for (const auto& glob : asks.asks[i].globs) table_->add(glob, i);
}
AskMatcher::AskMatcher(AskMatcher&&) noexcept = default;
AskMatcher& AskMatcher::operator=(AskMatcher&&) noexcept = default;
AskMatcher::~AskMatcher() = default;

const std::vector<std::uint32_t>& AskMatcher::matching(std::string_view path) const {
  Table& table = *table_;
  auto& matched = table.matched;
  matched = table.always;
  const auto name = last_segment(path);
  table.try_bucket(table.by_path.find(path), path);
  table.try_bucket(table.by_name.find(name), path);
  const auto dot = name.rfind('.');
  if (const auto* bucket =
          dot == std::string_view::npos ? nullptr : table.by_extension.find(name.substr(dot)))
    for (const Table::Rule* rule : *bucket)
      if (name.ends_with(rule->literal) && (rule->settled || glob_matches(rule->glob, path)))
        matched.push_back(rule->ask);
  for (const Table::Rule* rule : table.anchored)
    if (path.starts_with(rule->literal) && glob_matches(rule->glob, path)) matched.push_back(rule->ask);
  if (matched.size() > 1) {
    std::sort(matched.begin(), matched.end());
    matched.erase(std::unique(matched.begin(), matched.end()), matched.end());
  }
  return matched;
}

}  // namespace lazaret::image
