// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/patterns.h"

#include "core/base/text.h"
#include "rules/pattern.h"

namespace lazaret::rules::exchange {
namespace {

Json operator_of(std::string_view name, std::string_view value) {
  return Json(Json::Object{{std::string(name), Json(std::string(value))}});
}

// Translates piece by piece; `at` stands on the next character of the glob.
class GlobTranslator {
 public:
  explicit GlobTranslator(std::string_view glob) : glob_(glob) {}

  Result<std::string> regex() {
    while (at_ < glob_.size()) {
      if (auto problem = next(); !problem.empty())
        return make_error(ErrorCode::InvalidInput, std::move(problem));
    }
    if (braces_ > 0) return make_error(ErrorCode::InvalidInput, "a { without its }");
    return out_;
  }

 private:
  std::string next() {
    const char c = glob_[at_++];
    if (c == '*') return star(), std::string();
    if (c == '[') return character_class();
    if (c == '\\' && at_ == glob_.size()) return "a \\ at the end";
    if (c == '}' && braces_ == 0) return "a } without its {";
    out_ += simple(c);
    return {};
  }
  std::string simple(char c) {
    if (c == '?') return "[^/]";
    if (c == '\\') return regex_literal(glob_.substr(at_++, 1));
    if (c == '{') return ++braces_, "(?:";
    if (c == '}') return --braces_, ")";
    if (c == ',' && braces_ > 0) return "|";
    return regex_literal(std::string_view(&c, 1));
  }
  // "**" crosses directories only as a whole segment; "**/" may be nothing.
  void star() {
    const bool starts_segment = at_ == 1 || glob_[at_ - 2] == '/';
    const bool second = at_ < glob_.size() && glob_[at_] == '*';
    const bool ends_segment = at_ + 1 >= glob_.size() || glob_[at_ + 1] == '/';
    if (!second || !starts_segment || !ends_segment) {
      while (at_ < glob_.size() && glob_[at_] == '*') ++at_;
      out_ += "[^/]*";
      return;
    }
    at_ += 2;  // the second star, and the slash or the end
    out_ += at_ > glob_.size() ? ".*" : "(?:.*/)?";
  }
  std::string character_class() {
    const auto close = glob_.find(']', at_ + 1);
    if (close == std::string_view::npos) return "a [ without its ]";
    auto inside = std::string(glob_.substr(at_, close - at_));
    if (inside.front() == '!') inside.front() = '^';
    (out_ += '[') += inside;
    out_ += ']';
    at_ = close + 1;
    return {};
  }

  std::string_view glob_;
  std::size_t at_ = 0;
  int braces_ = 0;
  std::string out_;
};

// Only "*" within a segment, and "**" as a whole one: both languages mean the same.
bool is_shared_glob(std::string_view glob) {
  if (glob.find_first_of("?[]{}\\") != std::string_view::npos) return false;
  for (const auto segment : split(glob, '/'))
    if (segment != "**" && segment.find("**") != std::string_view::npos) return false;
  return true;
}

}  // namespace

std::optional<std::string> regex_problem(std::string_view pattern, const Limits& limits) {
  const auto compiled = Pattern::compile(Pattern::Kind::Regex, pattern, {}, limits);
  if (compiled) return std::nullopt;
  return compiled.error().message;
}

std::string regex_literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

Result<Json> path_condition(std::string_view glob, const Limits& limits) {
  const std::string rooted = (glob.starts_with('/') ? "" : "/") + std::string(glob);
  if (is_shared_glob(rooted)) return Json(rooted);
  const auto regex = TRY(GlobTranslator(rooted).regex());
  if (const auto problem = regex_problem(regex, limits)) return make_error(ErrorCode::InvalidInput, *problem);
  return operator_of("regex", regex);
}

Json name_condition(std::string_view regex) {
  if (regex.find_first_of("\\.+*?()|[]{}^$") == std::string_view::npos) return Json(std::string(regex));
  return operator_of("regex", regex);
}

}  // namespace lazaret::rules::exchange
