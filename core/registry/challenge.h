// SPDX-License-Identifier: Apache-2.0
// What a registry wants to see before it answers: the WWW-Authenticate header, read.
// Called by the authorizer on a 401. The header is hostile: bounded in count, strings and their escapes as
// the grammar says, else an error. Source: RFC 9110 section 11.6.1, RFC 6750 section 3.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lazaret::registry {

inline constexpr std::size_t kChallenges = 16;  // of one header, and parameters of one challenge

struct Challenge {
  std::string scheme;                                           // lower case: "bearer", "basic"
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case
  std::string_view find(std::string_view lower_name) const;     // empty where there is none
};

Result<std::vector<Challenge>> parse_challenges(std::string_view header);

}  // namespace lazaret::registry
