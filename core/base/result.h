// SPDX-License-Identifier: Apache-2.0
// Result<T>, Error and TRY: how every fallible call of Lazaret reports what went wrong.
// Called by everything; knows nothing of images. Trusts nothing: messages may hold text from an image
// and are escaped where they are printed (core/base/text.h), not here.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace lazaret {

// Few, and only for callers that branch on them. The message is for people.
enum class ErrorCode {
  InvalidInput,   // the bytes are not what they claim to be
  LimitExceeded,  // a named limit (core/base/limits.h) was reached
  NotFound,
  Denied,       // permission, or a policy of ours
  Unavailable,  // try again later: network, lock, resource
  Timeout,
  Conflict,
  Unsupported,  // legal, but Lazaret does not do it
  Io,           // the system said no; sys_errno is set
  Internal,     // a bug
};

std::string_view to_string(ErrorCode code);

// Messages: lower case, no full stop; name the thing, the limit and the actual value, and what to do.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message;
  int sys_errno = 0;

  // "context: message", the code kept.
  [[nodiscard]] Error with_context(std::string_view context) &&;
};

Error make_error(ErrorCode code, std::string message);
// Appends ": " and the system's text for `saved_errno` (default: errno now).
Error io_error(std::string message);
Error io_error(std::string message, int saved_errno);

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}                            // NOLINT: monadic calls return Base
  Result(Error error) : Base(tl::unexpected<Error>(std::move(error))) {}  // NOLINT: `return make_error(…)`

  // The value, moved out. Call only after has_value().
  T take() { return std::move(this->value()); }

  Result with_context(std::string_view context) && {
    if (this->has_value()) return std::move(*this);
    return std::move(this->error()).with_context(context);
  }
};

template <>
class [[nodiscard]] Result<void> : public tl::expected<void, Error> {
 public:
  using Base = tl::expected<void, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}                            // NOLINT
  Result(Error error) : Base(tl::unexpected<Error>(std::move(error))) {}  // NOLINT
  void take() {}
  Result with_context(std::string_view context) && {
    if (this->has_value()) return std::move(*this);
    return std::move(this->error()).with_context(context);
  }
};

// Ends the program with a message when a condition that only a bug can break does not hold. Never for input.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace lazaret

#define LZ_ASSERT(expression) \
  (static_cast<bool>(expression) ? void(0) : ::lazaret::assertion_failed(#expression, __FILE__, __LINE__))

// The value of a Result, or return its error from this function. Never as one of several members in braces or
// of several arguments: leaving in the middle of them does not destroy what was already made (clang). Name it
// first.
#define TRY(expression) LZ_TRY_IMPL(expression, __COUNTER__)
#define LZ_TRY_IMPL(expression, id) LZ_TRY_NAMED(expression, LZ_TRY_JOIN(lz_result_, id))
#define LZ_TRY_JOIN(a, b) a##b
#define LZ_TRY_NAMED(expression, name)                     \
  __extension__({                                          \
    auto name = (expression);                              \
    if (!name.has_value()) return std::move(name.error()); \
    name.take();                                           \
  })
