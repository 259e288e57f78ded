// SPDX-License-Identifier: Apache-2.0
// What an answer that is no success means, as an error that says what to do.
// Called by the session and the repository. The body is hostile: bounded, read as the errors document or not
// at all. Source: OCI distribution specification v1.1, "Error Codes".
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/registry/transport.h"

namespace lazaret::registry {

struct Answer {
  long status = 0;
  HeaderList headers;
  std::string body;
};

// "MANIFEST_UNKNOWN: manifest unknown", of the first error; empty where the body is no such document.
std::string describe_body(const std::string& body, const Limits& limits);

// `what` is what was asked for, `host` who answered, as logins name it. 401, 403: Denied; 404: NotFound; 429,
// 5xx and their kin: Unavailable; anything else: InvalidInput.
Error answer_error(const Answer& answer, const std::string& host, const std::string& what,
                   const Limits& limits);
// The same, reading what there is of the body first.
Error answer_error(Exchange& exchange, const std::string& host, const std::string& what,
                   const Limits& limits);

// What Retry-After says; at least nothing, 0 where it is there and cannot be read.
std::optional<std::chrono::seconds> asked_pause(const HeaderList& headers);

}  // namespace lazaret::registry
