// SPDX-License-Identifier: Apache-2.0
#include "core/registry/answer.h"

#include "core/base/json.h"
#include "core/base/time.h"
#include "core/registry/retry.h"

namespace lazaret::registry {
namespace {

constexpr std::size_t kShownBytes = 300;

ErrorCode code_of(long status) {
  if (status == 401 || status == 403) return ErrorCode::Denied;
  if (status == 404) return ErrorCode::NotFound;
  if (is_passing_status(status) || status >= 500) return ErrorCode::Unavailable;
  return ErrorCode::InvalidInput;
}

std::string advice(const Answer& answer, const std::string& host) {
  if (answer.status == 401)
    return "; log in with `docker login " + host + "` or `podman login " + host +
           "`, or name a file of credentials with --authfile";
  if (answer.status == 403) return "; the login in use, or nobody, may read it";
  if (answer.status == 404)
    return "; there is no such repository, tag or digest, or it is hidden from this login";
  if (answer.status == 429) {
    const auto limit = describe_rate_limit(answer.headers);
    return (limit.empty() ? "" : "; " + limit) + "; a login often allows more";
  }
  return answer.status >= 500 ? "; the fault is the registry's: try again later" : "";
}

}  // namespace

std::optional<std::chrono::seconds> asked_pause(const HeaderList& headers) {
  const auto text = headers.find("retry-after");
  if (text.empty()) return std::nullopt;
  return parse_retry_after(text, now()).value_or(std::chrono::seconds(0));
}

std::string describe_body(const std::string& body, const Limits& limits) {
  const auto document = parse_json(body, "error", {limits.http_small_bytes, limits.json_depth});
  if (!document || (*document)["errors"].items().empty()) return {};
  const Json& first = (*document)["errors"].items().front();
  std::string text(first["code"].as_string().substr(0, kShownBytes));
  const auto message = first["message"].as_string().substr(0, kShownBytes);
  if (!message.empty()) text.append(text.empty() ? "" : ": ").append(message);
  return text;
}

Error answer_error(const Answer& answer, const std::string& host, const std::string& what,
                   const Limits& limits) {
  const auto told = describe_body(answer.body, limits);
  std::string text = what + ": " + host + " answered " + std::to_string(answer.status);
  if (!told.empty()) text += " (" + told + ")";
  if (const auto pause = asked_pause(answer.headers); pause && is_passing_status(answer.status))
    text += ", and asks to wait " + std::to_string(pause->count()) + " s";
  return make_error(code_of(answer.status), text + advice(answer, host));
}

Error answer_error(Exchange& exchange, const std::string& host, const std::string& what,
                   const Limits& limits) {
  Answer answer{exchange.status(), exchange.headers(), {}};
  if (auto body = read_body(exchange, limits.http_small_bytes, "http_small_bytes", what))
    answer.body = body.take();
  return answer_error(answer, host, what, limits);
}

}  // namespace lazaret::registry
