// SPDX-License-Identifier: Apache-2.0
// Alpine's ordering: number{.number}[letter]{_suffix[number]}[~hash][-rN]. Called through the table of
// version.cc. Source: apk-package(5), "Version", and the rules of apk-tools 3 (for the versions that Alpine
// ships those of 2 agree). A number after a dot is compared as text where either has a leading zero: 1.01
// < 1.1, and 1.0 < 1.00.
#include <array>
#include <vector>

#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "apk";

// In the order in which they sort where two versions part: what goes on with a pre-release suffix is older
// than what ends, and everything else is newer.
enum class Kind { PreSuffix, End, Revision, Hash, SuffixNumber, PostSuffix, Letter, Number, FirstNumber };

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

class Tokens {
 public:
  Tokens(std::string_view scheme, std::string_view text) : scheme_(scheme), text_(text), cursor_(text) {}

  Result<std::vector<Token>> read() {
    TRY(number(Kind::FirstNumber));
    while (cursor_.take(".")) TRY(number(Kind::Number));
    if (is_lower(cursor_.peek())) add(Kind::Letter, cursor_.take_bytes(1));
    while (cursor_.take("_")) TRY(suffix());
    if (cursor_.take("~")) TRY(hash());
    if (cursor_.take("-r")) TRY(number(Kind::Revision));
    if (!cursor_.at_end())
      return problem("it does not follow number{.number}[letter]{_suffix[number]}[~hash][-rN]");
    add(Kind::End, {});
    return std::move(tokens_);
  }

 private:
  void add(Kind kind, std::string_view text, std::size_t index = 0) {
    tokens_.push_back({kind, index, text});
  }
  Error problem(std::string_view why) const { return unparsable(scheme_, text_, why); }

  Result<void> number(Kind kind) {
    const auto digits = cursor_.take_while(is_digit);
    if (digits.empty()) return problem("a number is missing");
    add(kind, digits);
    return {};
  }
  Result<void> suffix() {
    const auto word = cursor_.take_while(is_lower);
    std::size_t index = 0;
    if (find_suffix(kPreSuffixes, word, index))
      add(Kind::PreSuffix, word, index);
    else if (find_suffix(kPostSuffixes, word, index))
      add(Kind::PostSuffix, word, index);
    else
      return problem("a suffix is none of _alpha _beta _pre _rc _cvs _svn _git _hg _p");
    if (is_digit(cursor_.peek())) add(Kind::SuffixNumber, cursor_.take_while(is_digit));
    return {};
  }
  Result<void> hash() {
    const auto digits = cursor_.take_while(is_hexadecimal);
    if (digits.empty()) return problem("the commit hash after ~ is not hexadecimal");
    add(Kind::Hash, digits);
    return {};
  }

  std::string_view scheme_;
  std::string_view text_;
  Cursor cursor_;
  std::vector<Token> tokens_;
};

Result<std::vector<Token>> parse(std::string_view scheme, std::string_view text) {
  return Tokens(scheme, text).read();
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

std::weak_ordering compare(const std::vector<Token>& a, const std::vector<Token>& b) {
  // Both end with a token of kind End: the first difference comes before either is used up.
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    if (const auto order = compare_token(a[i], b[i]); order != 0) return order;
  return std::weak_ordering::equivalent;
}

}  // namespace

VersionScheme apk_scheme() { return SchemeOf<kName, parse, compare>::value(); }

}  // namespace lazaret::package
