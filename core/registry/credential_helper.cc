// SPDX-License-Identifier: Apache-2.0
#include "core/registry/credential_helper.h"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "core/base/json.h"
#include "core/base/program.h"
#include "core/base/text.h"

namespace lazaret::registry {
namespace {

constexpr std::string_view kTokenUser = "<token>";
constexpr std::string_view kNotFound = "credentials not found";
constexpr std::size_t kShownBytes = 200;

// A helper needs what its user has: HOME, the session bus, the agent's socket.
std::vector<std::string> whole_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

}  // namespace

bool is_helper_name(std::string_view name) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, legal);
}

Result<Credential> parse_helper_answer(std::string_view text, const std::string& what, const Limits& limits) {
  // The parser's own message quotes the text, which is secret.
  auto answer = parse_json(text, what, {limits.credential_bytes, limits.json_depth});
  if (!answer || !(*answer)["Username"].is_string() || !(*answer)["Secret"].is_string())
    return make_error(ErrorCode::InvalidInput,
                      what + " did not write a JSON object with Username and Secret");
  const auto user = (*answer)["Username"].as_string();
  const auto secret = (*answer)["Secret"].as_string();
  if (user == kTokenUser) return Credential{{}, {}, std::string(secret)};
  return Credential{std::string(user), std::string(secret), {}};
}

Result<std::optional<Credential>> ask_helper(std::string_view name, const std::string& server,
                                             const std::string& path, const Limits& limits) {
  if (!is_helper_name(name))
    return make_error(ErrorCode::InvalidInput,
                      "\"" + std::string(name) + "\" is no name of a credential helper");
  const std::string program = "docker-credential-" + std::string(name);
  const std::string file = find_program(program, path);
  if (file.empty())
    return make_error(ErrorCode::NotFound, program + " is not in PATH; install it, or log in again");
  const auto end = TRY(run_program({file,
                                    {"get"},
                                    whole_environment(),
                                    server + "\n",
                                    limits.credential_bytes,
                                    limits.credential_helper_wall}));
  if (end.exit_code == 0) return std::optional(TRY(parse_helper_answer(end.output, program, limits)));
  if (end.output.find(kNotFound) != std::string::npos) return std::optional<Credential>();
  return make_error(ErrorCode::Unavailable, program + " failed for " + server + " (exit " +
                                                std::to_string(end.exit_code) +
                                                "): " + std::string(trim(end.output).substr(0, kShownBytes)));
}

}  // namespace lazaret::registry
