// SPDX-License-Identifier: Apache-2.0
// Answers of token servers and errors of registries: any body gives a value or an error; a token can be sent
// as it is.
#include <algorithm>
#include <cstdlib>

#include "core/base/fd.h"
#include "core/registry/answer.h"
#include "core/registry/token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const Limits limits;
  const std::string body(as_text(std::as_bytes(std::span(data, size))));
  static_cast<void>(registry::describe_body(body, limits));
  const auto token = registry::parse_token_answer(body, "input", limits);
  if (!token) return token.error().message.empty() ? std::abort(), 0 : 0;
  const auto legal = [](char c) { return c > ' ' && c < '\x7f'; };
  if (token->text.empty() || !std::ranges::all_of(token->text, legal)) std::abort();
  if (token->lifetime < std::chrono::seconds(1) || token->lifetime > std::chrono::hours(24)) std::abort();
  return 0;
}
