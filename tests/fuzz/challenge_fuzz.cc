// SPDX-License-Identifier: Apache-2.0
// The WWW-Authenticate header: any text gives a value or an error; counts stay within their limits.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/registry/challenge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const auto challenges = registry::parse_challenges(as_text(std::as_bytes(std::span(data, size))));
  if (!challenges) return challenges.error().message.empty() ? std::abort(), 0 : 0;
  if (challenges->size() > registry::kChallenges) std::abort();
  for (const auto& challenge : *challenges)
    if (challenge.scheme.empty() || challenge.parameters.size() > registry::kChallenges) std::abort();
  return 0;
}
