// SPDX-License-Identifier: Apache-2.0
// Alpine's ordering: number{.number}[letter]{_suffix[number]}[~hash][-rN]. Called through the table of
// version.cc. Source: apk-package(5), "Version", and the rules of apk-tools 3 (for the versions that Alpine
// ships those of 2 agree). A number after a dot is compared as text where either has a leading zero: 1.01
// < 1.1, and 1.0 < 1.00. Alpine has shipped versions that go on in another way (3.3.3p1-r3): they are ordered
// as far as the form goes, and only a comparison that this does not decide is an error.
#include <array>
#include <vector>

#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "apk";

// In the order in which they sort where two versions part: what goes on with a pre-release suffix is older
// than what ends, and everything else is newer. Unknown has no place in it: nothing is compared with it.
enum class Kind {
  PreSuffix,
  End,
  Revision,
  Hash,
  SuffixNumber,
  PostSuffix,
  Letter,
  Number,
  FirstNumber,
  Unknown
};

struct Token {
  Kind kind = Kind::End;
  std::size_t index = 0;  // of the suffix in its table
  std::string_view text;
};

constexpr std::array<std::string_view, 4> kPreSuffixes{"alpha", "beta", "pre", "rc"};
constexpr std::array<std::string_view, 5> kPostSuffixes{"cvs", "svn", "git", "hg", "p"};

template <std::size_t N>
bool find_suffix(const std::array<std::string_view, N>& table, std::string_view word, std::size_t& index) {
  for (index = 0; index < N; ++index)
    if (table[index] == word) return true;
  return false;
}

bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Takes the known form off the front; each step leaves the cursor alone where the text goes on otherwise.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : cursor_(text) {}

  // Ends with a token End or Unknown; empty where not even the first number is there.
  std::vector<Token> read() {
    if (!number(Kind::FirstNumber, "")) return {};
    while (number(Kind::Number, ".")) {
    }
    if (is_lower(cursor_.peek())) add(Kind::Letter, cursor_.take_bytes(1));
    while (suffix()) {
    }
    hash();
    number(Kind::Revision, "-r");
    add(cursor_.at_end() ? Kind::End : Kind::Unknown, cursor_.rest());
    return std::move(tokens_);
  }

 private:
  void add(Kind kind, std::string_view text, std::size_t index = 0) {
    tokens_.push_back({kind, index, text});
  }
  template <typename Predicate>
  bool marked(Kind kind, std::string_view mark, Predicate predicate) {
    Cursor ahead = cursor_;
    if (!ahead.take(mark)) return false;
    const auto text = ahead.take_while(predicate);
    if (text.empty()) return false;
    add(kind, text);
    cursor_ = ahead;
    return true;
  }
  bool number(Kind kind, std::string_view mark) { return marked(kind, mark, is_digit); }
  bool hash() { return marked(Kind::Hash, "~", is_hexadecimal); }
  bool suffix() {
    Cursor ahead = cursor_;
    if (!ahead.take("_")) return false;
    const auto word = ahead.take_while(is_lower);
    std::size_t index = 0;
    if (find_suffix(kPreSuffixes, word, index))
      add(Kind::PreSuffix, word, index);
    else if (find_suffix(kPostSuffixes, word, index))
      add(Kind::PostSuffix, word, index);
    else
      return false;
    if (is_digit(ahead.peek())) add(Kind::SuffixNumber, ahead.take_while(is_digit));
    cursor_ = ahead;
    return true;
  }

  Cursor cursor_;
  std::vector<Token> tokens_;
};

Result<std::vector<Token>> parse(std::string_view text) {
  TRY(check_version_length(kName, text));
  if (!all_of(text, is_visible_ascii))
    return unparsable(kName, text, "it holds a space, a control or a non-ASCII byte");
  auto tokens = Tokens(text).read();
  if (tokens.empty()) return unparsable(kName, text, "it does not begin with a number");
  return tokens;
}

std::weak_ordering compare_token(const Token& a, const Token& b) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  switch (a.kind) {
    case Kind::PreSuffix:
    case Kind::PostSuffix: return a.index <=> b.index;
    case Kind::Letter:
    case Kind::Hash: return a.text <=> b.text;
    case Kind::Number:
      if (a.text.front() == '0' || b.text.front() == '0') return a.text <=> b.text;
      return compare_numbers(a.text, b.text);
    default: return compare_numbers(a.text, b.text);
  }
}

Error undecided(std::string_view a, std::string_view b, std::string_view unknown) {
  std::string why = "\"";
  why.append(unknown).append("\" does not follow number{.number}[letter]{_suffix[number]}[~hash][-rN]");
  return unparsable(kName, a, why.append(", and nothing before it differs from \"").append(b).append("\""));
}

Result<std::weak_ordering> order(std::string_view a, std::string_view b) {
  const auto left = TRY(parse(a));
  const auto right = TRY(parse(b));
  if (a == b) return std::weak_ordering::equivalent;
  // Both end with End or Unknown: something is decided before either is used up.
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (left[i].kind == Kind::Unknown) return undecided(a, b, left[i].text);
    if (right[i].kind == Kind::Unknown) return undecided(b, a, right[i].text);
    if (const auto found = compare_token(left[i], right[i]); found != 0) return found;
  }
  return std::weak_ordering::equivalent;
}

Result<void> check(std::string_view version) {
  TRY(parse(version));
  return {};
}

}  // namespace

VersionScheme apk_scheme() { return {kName, &order, &check}; }

}  // namespace lazaret::package
