// SPDX-License-Identifier: Apache-2.0
#include "core/registry/challenge.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"

namespace lazaret::registry {
namespace {

bool is_token_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token68_letter(char c) { return is_token_letter(c) || c == '/' || c == '='; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

Error invalid(const std::string& message) {
  return make_error(ErrorCode::InvalidInput, "WWW-Authenticate: " + message);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Result<std::vector<Challenge>> read() {
    std::vector<Challenge> challenges;
    skip_commas();
    while (!rest_.empty()) {
      if (challenges.size() == kChallenges)
        return invalid("more than " + std::to_string(kChallenges) + " challenges");
      challenges.push_back(TRY(read_challenge()));
      skip_commas();
    }
    return challenges;
  }

 private:
  Result<Challenge> read_challenge() {
    Challenge challenge{to_lower_ascii(take_token()), {}};
    if (challenge.scheme.empty()) return invalid("a scheme was expected");
    if (rest_.empty() || !is_space(rest_.front())) return challenge;
    skip_spaces();
    if (skip_token68()) return challenge;
    for (;;) {
      auto parameter = TRY(read_parameter());
      if (!parameter) return challenge;
      if (challenge.parameters.size() == kChallenges)
        return invalid("more than " + std::to_string(kChallenges) + " parameters");
      if (!challenge.find(parameter->first).empty())
        return invalid("\"" + parameter->first + "\" is there twice");
      challenge.parameters.push_back(std::move(*parameter));
      if (!skip_commas()) return challenge;
    }
  }

  // Nothing, and nothing taken, where what follows is the next challenge's scheme.
  Result<std::optional<std::pair<std::string, std::string>>> read_parameter() {
    const auto before = rest_;
    const std::string name = to_lower_ascii(take_token());
    skip_spaces();
    if (name.empty() || !rest_.starts_with('=')) {
      rest_ = before;
      return std::optional<std::pair<std::string, std::string>>();
    }
    rest_.remove_prefix(1);
    skip_spaces();
    std::string value = rest_.starts_with('"') ? TRY(take_string()) : std::string(take_token());
    return std::optional(std::pair(name, std::move(value)));
  }

  Result<std::string> take_string() {
    std::string value;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return value;
      }
      if (rest_[i] == '\\' && ++i == rest_.size()) break;
      if (static_cast<unsigned char>(rest_[i]) < ' ' && rest_[i] != '\t')
        return invalid("a control character in a string");
      value += rest_[i];
    }
    return invalid("a string does not end");
  }

  // "Negotiate YII…=": one word that is no parameter, up to a comma or the end.
  bool skip_token68() {
    const auto end = std::ranges::find_if_not(rest_, is_token68_letter);
    const auto word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    const auto equals = word.find('=');
    const bool only_padding =
        equals == std::string_view::npos || word.find_first_not_of('=', equals) == std::string_view::npos;
    auto after = rest_.substr(word.size());
    while (!after.empty() && is_space(after.front())) after.remove_prefix(1);
    if (word.empty() || !only_padding || (!after.empty() && after.front() != ',')) return false;
    rest_ = after;
    return true;
  }

  std::string_view take_token() {
    const auto end = std::ranges::find_if_not(rest_, is_token_letter);
    const auto token = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(token.size());
    return token;
  }
  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  bool skip_commas() {
    bool any = false;
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == ',')) {
      any = any || rest_.front() == ',';
      rest_.remove_prefix(1);
    }
    return any;
  }

  std::string_view rest_;
};

}  // namespace

std::string_view Challenge::find(std::string_view lower_name) const {
  for (const auto& [name, value] : parameters)
    if (name == lower_name) return value;
  return {};
}

Result<std::vector<Challenge>> parse_challenges(std::string_view header) { return Parser(header).read(); }

}  // namespace lazaret::registry
