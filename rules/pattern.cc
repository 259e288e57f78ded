// SPDX-License-Identifier: Apache-2.0
#include "rules/pattern.h"

#include <re2/re2.h>

#include <optional>

#include "core/base/text.h"
#include "core/image/ask_matcher.h"

namespace lazaret::rules {

struct Pattern::State {
  Kind kind = Kind::Glob;
  std::string text;
  std::string glob;  // in lower case where case is ignored
  Options options;
  std::string prefix;
  std::uint64_t text_bytes = 0;
  std::optional<re2::RE2> regex;
};

namespace {

std::string fixed_prefix(const Pattern::State& state) {
  if (state.options.ignore_case || state.options.search) return {};
  const char* special = state.kind == Pattern::Kind::Glob ? "*?" : "\\.+*?()|[]{}^$";
  const auto end = state.text.find_first_of(special);
  std::string prefix = state.text.substr(0, end);
  if (state.kind == Pattern::Kind::Glob) {  // "lab/**" also is "lab"
    if (end != std::string::npos && prefix.ends_with('/')) prefix.pop_back();
    return prefix;
  }
  if (state.text.find('|') != std::string::npos) return {};
  // In "ab*" the b is not fixed.
  if (end != std::string::npos && std::string_view("*?{").find(state.text[end]) != std::string_view::npos &&
      !prefix.empty())
    prefix.pop_back();
  return is_valid_utf8(prefix) ? prefix : std::string();
}

re2::RE2::Options regex_options(Pattern::Options options, const Limits& limits) {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(static_cast<std::int64_t>(limits.rule_pattern_memory));
  out.set_case_sensitive(!options.ignore_case);
  return out;
}

Result<void> compile_regex(Pattern::State& state, const Limits& limits) {
  state.regex.emplace(state.text, regex_options(state.options, limits));
  if (state.regex->ok()) return {};
  if (state.regex->error_code() == re2::RE2::ErrorPatternTooLarge)
    return make_error(ErrorCode::LimitExceeded, "the regular expression compiles to more than " +
                                                    format_bytes(limits.rule_pattern_memory) +
                                                    ", the limit rule_pattern_memory");
  return make_error(ErrorCode::InvalidInput, "not a regular expression: " + state.regex->error());
}

}  // namespace

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::~Pattern() = default;

Result<std::shared_ptr<const Pattern>> Pattern::compile(Kind kind, std::string_view text, Options options,
                                                        const Limits& limits) {
  if (text.empty()) return make_error(ErrorCode::InvalidInput, "the pattern is empty");
  if (text.size() > limits.rule_pattern_bytes)
    return make_error(ErrorCode::LimitExceeded, "the pattern has " + std::to_string(text.size()) +
                                                    " bytes, the limit rule_pattern_bytes is " +
                                                    std::to_string(limits.rule_pattern_bytes));
  auto state = std::make_unique<State>();
  state->kind = kind;
  state->text = text;
  state->options = options;
  state->text_bytes = limits.rule_text_bytes;
  state->glob = options.ignore_case ? to_lower_ascii(text) : std::string(text);
  if (kind == Kind::Regex) TRY(compile_regex(*state, limits));
  state->prefix = fixed_prefix(*state);
  return std::make_shared<const Pattern>(std::move(state));
}

bool Pattern::can_judge(std::string_view text) const {
  return text.size() <= state_->text_bytes && (state_->kind == Kind::Glob || is_valid_utf8(text));
}

Truth Pattern::matches(std::string_view text) const {
  if (!can_judge(text)) return Truth::Unknown;
  if (state_->kind == Kind::Glob)
    return truth_of(state_->options.ignore_case ? image::glob_matches(state_->glob, to_lower_ascii(text))
                                                : image::glob_matches(state_->glob, text));
  const auto anchor = state_->options.search ? re2::RE2::UNANCHORED : re2::RE2::ANCHOR_BOTH;
  return truth_of(state_->regex->Match(text, 0, text.size(), anchor, nullptr, 0));
}

Pattern::Kind Pattern::kind() const { return state_->kind; }
const std::string& Pattern::text() const { return state_->text; }
Pattern::Options Pattern::options() const { return state_->options; }
std::uint64_t Pattern::memory() const {
  constexpr std::uint64_t kInstructionBytes = 16;
  return state_->regex ? static_cast<std::uint64_t>(state_->regex->ProgramSize()) * kInstructionBytes : 0;
}
const std::string& Pattern::literal_prefix() const { return state_->prefix; }

}  // namespace lazaret::rules
