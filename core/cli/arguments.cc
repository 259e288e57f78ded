// SPDX-License-Identifier: Apache-2.0
#include "core/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/exit_code.h"

namespace lazaret::cli {
namespace {

std::string hint_for(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> views(names.begin(), names.end());
  for (const auto& argument : arguments) {
    const std::string word = argument.substr(0, argument.find('='));
    if (!word.starts_with("--") || std::find(names.begin(), names.end(), word) != names.end()) continue;
    if (const auto near = nearest_name(word, views)) return "; did you mean " + std::string(*near) + "?";
  }
  return "; --help lists what there is";
}

}  // namespace

std::optional<int> parse_arguments(CLI::App& app, const std::vector<std::string>& arguments) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 wants them so
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    std::printf("%s", app.help().c_str());
    return kPassed;
  } catch (const CLI::ParseError& problem) {
    return fail_usage(std::string(problem.what()) + hint_for(app, arguments));
  }
  return std::nullopt;
}

Result<Instant> instant_or_now(const std::string& text) {
  if (text.empty()) return now();
  return parse_instant(text).with_context("--at");
}

int fail(const std::string& message) {
  std::fprintf(stderr, "lazaret: %s\n", escape_for_terminal(message).c_str());
  return kFailed;
}

void note(const std::string& message) {
  std::fprintf(stderr, "lazaret: note: %s\n", escape_for_terminal(message).c_str());
}

int fail_usage(const std::string& message) {
  fail(message);
  return kUsage;
}

}  // namespace lazaret::cli
