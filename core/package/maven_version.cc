// SPDX-License-Identifier: Apache-2.0
// Maven's ordering, as ComparableVersion of Maven 3.8 has it. Called through the table of version.cc.
// Source: maven.apache.org/pom.html "Version Order Specification". Nearly every text is a version to Maven;
// spaces, controls and non-ASCII bytes are refused here. Where Maven nests a list, it is the last item of its
// parent: a version is kept as its levels, outermost first, and nothing recurses however many hyphens a
// hostile version has.
#include <array>
#include <vector>

#include "core/base/text.h"
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "maven";
constexpr int kRelease = 5;
constexpr int kUnknownWord = 7;

struct Item {
  bool number = false;
  int rank = kRelease;  // of a word
  std::string text;
};
using Level = std::vector<Item>;
using MavenVersion = std::vector<Level>;

struct Qualifier {
  std::string_view word;
  int rank;
};
constexpr std::array<Qualifier, 10> kQualifiers{{{"alpha", 0},
                                                 {"beta", 1},
                                                 {"milestone", 2},
                                                 {"rc", 3},
                                                 {"cr", 3},
                                                 {"snapshot", 4},
                                                 {"", kRelease},
                                                 {"ga", kRelease},
                                                 {"final", kRelease},
                                                 {"sp", 6}}};

std::string_view spell_out(std::string_view word) {
  if (word == "a") return "alpha";
  if (word == "b") return "beta";
  if (word == "m") return "milestone";
  return word;
}

Item make_number(std::string_view digits) { return {true, 0, std::string(without_leading_zeros(digits))}; }
Item make_word(std::string_view word) {
  for (const auto& qualifier : kQualifiers)
    if (qualifier.word == word || (word == "release" && qualifier.rank == kRelease))
      return {false, qualifier.rank, {}};
  return {false, kUnknownWord, std::string(word)};
}

bool is_null(const Item& item) { return item.number ? item.text.empty() : item.rank == kRelease; }

// Reads the lower-case text from left to right; levels_.back() is the list that is being filled.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  MavenVersion read() {
    for (std::size_t i = 0; i < text_.size(); ++i) take(i);
    if (start_ < text_.size()) {
      if (!in_number_) open_level_for_word();
      finish_item(text_.size());
    }
    return normalise();
  }

 private:
  void take(std::size_t i) {
    const char c = text_[i];
    if (c == '.' || c == '-') {
      if (i == start_)
        levels_.back().push_back(make_number("0"));
      else
        finish_item(i);
      start_ = i + 1;
      if (c == '-') levels_.emplace_back();
      return;
    }
    if (is_digit(c) != in_number_ && i > start_) change_kind(i);
    in_number_ = is_digit(c);
  }
  // Between a digit and a letter stands an unwritten hyphen; "a", "b", "m" are short for a phase before a
  // number only.
  void change_kind(std::size_t i) {
    if (in_number_) {
      finish_item(i);
    } else {
      open_level_for_word();
      levels_.back().push_back(make_word(spell_out(text_.substr(start_, i - start_))));
    }
    start_ = i;
    levels_.emplace_back();
  }
  // ".word" is "-word".
  void open_level_for_word() {
    if (!levels_.back().empty()) levels_.emplace_back();
  }
  void finish_item(std::size_t end) {
    const auto piece = text_.substr(start_, end - start_);
    levels_.back().push_back(in_number_ ? make_number(piece) : make_word(piece));
  }
  // 1.0.0 is 1, and so is 1-ga.
  MavenVersion normalise() {
    for (auto& level : levels_)
      while (!level.empty() && is_null(level.back())) level.pop_back();
    while (levels_.size() > 1 && levels_.back().empty()) levels_.pop_back();
    return std::move(levels_);
  }

  std::string_view text_;
  MavenVersion levels_{Level{}};
  std::size_t start_ = 0;
  bool in_number_ = false;
};

Result<MavenVersion> parse(std::string_view scheme, std::string_view text) {
  if (!all_of(text, is_visible_ascii))
    return unparsable(scheme, text, "it holds a space, a control or a non-ASCII byte");
  return Reader(to_lower_ascii(text)).read();
}

std::weak_ordering compare_with_nothing(const Item& item) {
  if (item.number) return item.text.empty() ? std::weak_ordering::equivalent : std::weak_ordering::greater;
  return item.rank <=> kRelease;
}

// The list that begins at `level`, against nothing: its first item that says anything decides.
std::weak_ordering compare_with_nothing(const MavenVersion& version, std::size_t level) {
  for (; level < version.size(); ++level)
    for (const auto& item : version[level])
      if (const auto order = compare_with_nothing(item); order != 0) return order;
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare_items(const Item& a, const Item& b) {
  if (a.number != b.number) return a.number <=> b.number;
  if (a.number) return compare_numbers(a.text, b.text);
  if (a.rank != b.rank) return a.rank <=> b.rank;
  return a.text <=> b.text;
}

std::weak_ordering reverse(std::weak_ordering order) { return 0 <=> order; }

// `a` is longer at `level`: its items from `from`, against the list of `b` or nothing.
std::weak_ordering compare_rest(const MavenVersion& a, const MavenVersion& b, std::size_t level,
                                std::size_t from) {
  std::size_t place = from;
  if (level + 1 < b.size()) {  // number > list > word; what follows meets nothing
    return a[level][place].number ? std::weak_ordering::greater : std::weak_ordering::less;
  }
  for (; place < a[level].size(); ++place)
    if (const auto order = compare_with_nothing(a[level][place]); order != 0) return order;
  return compare_with_nothing(a, level + 1);
}

std::weak_ordering compare(const MavenVersion& a, const MavenVersion& b) {
  for (std::size_t level = 0;; ++level) {
    if (level == a.size()) return reverse(compare_with_nothing(b, level));
    if (level == b.size()) return compare_with_nothing(a, level);
    const std::size_t common = std::min(a[level].size(), b[level].size());
    for (std::size_t i = 0; i < common; ++i)
      if (const auto order = compare_items(a[level][i], b[level][i]); order != 0) return order;
    if (a[level].size() > common) return compare_rest(a, b, level, common);
    if (b[level].size() > common) return reverse(compare_rest(b, a, level, common));
  }
}

}  // namespace

VersionScheme maven_scheme() { return SchemeOf<kName, parse, compare>::value(); }

}  // namespace lazaret::package
