// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace lazaret {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidInput: return "invalid input";
    case ErrorCode::LimitExceeded: return "limit exceeded";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::Denied: return "denied";
    case ErrorCode::Unavailable: return "unavailable";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::Io: return "input/output";
    case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

Error Error::with_context(std::string_view context) && {
  message.insert(0, ": ").insert(0, context);
  return std::move(*this);
}

Error make_error(ErrorCode code, std::string message) { return Error{code, std::move(message), 0}; }

Error io_error(std::string message) { return io_error(std::move(message), errno); }

Error io_error(std::string message, int saved_errno) {
  message += ": ";
  message += std::generic_category().message(saved_errno);
  const auto code = saved_errno == ENOENT                           ? ErrorCode::NotFound
                    : saved_errno == EACCES || saved_errno == EPERM ? ErrorCode::Denied
                                                                    : ErrorCode::Io;
  return Error{code, std::move(message), saved_errno};
}

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "lazaret: this is a bug: %s does not hold (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace lazaret
