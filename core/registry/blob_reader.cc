// SPDX-License-Identifier: Apache-2.0
#include "core/registry/blob_reader.h"

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include "core/base/text.h"
#include "core/registry/retry.h"

namespace lazaret::registry {
namespace {

constexpr std::uint64_t kForgivingBytes = 16u << 20;

Error invalid(const std::string& what, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, what + ": " + message);
}

}  // namespace

bool continues_at(std::string_view range, std::uint64_t from, std::uint64_t size) {
  if (!range.starts_with("bytes ")) return false;
  const auto rest = trim(range.substr(6));
  const auto dash = rest.find('-');
  const auto slash = rest.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return false;
  const auto total = rest.substr(slash + 1);
  return parse_unsigned(rest.substr(0, dash)) == from &&
         parse_unsigned(rest.substr(dash + 1, slash - dash - 1)) == size - 1 &&
         (total == "*" || parse_unsigned(total) == size);
}

Result<std::size_t> BlobReader::read(std::span<std::byte> buffer) {
  for (;;) {
    auto got = try_read(buffer);
    if (got || !is_passing_error(got.error())) return got;
    exchange_.reset();
    TRY(pause_after(got.error()));
  }
}

Result<std::size_t> BlobReader::try_read(std::span<std::byte> buffer) {
  if (!exchange_) TRY(open());
  const std::size_t got = TRY(exchange_->read(buffer).with_context(what_));
  if (got > size_ - done_)
    return invalid(what_, "the registry sends more than the " + std::to_string(size_) +
                              " bytes that its descriptor says");
  done_ += got;
  if (got > 0 || done_ == size_) return got;
  return make_error(ErrorCode::Unavailable, what_ + ": the transfer ended after " + std::to_string(done_) +
                                                " of " + std::to_string(size_) + " bytes");
}

// What fails now and then is gone on with; what fails each time a little further has an end too.
Result<void> BlobReader::pause_after(const Error& error) {
  if (done_ - failed_at_ >= kForgivingBytes) failures_ = 0;
  failed_at_ = done_;
  std::minstd_rand engine(std::random_device{}());
  const RetryPolicy policy(session_->context().limits,
                           [&] { return std::uniform_real_distribution<double>(0, 1)(engine); });
  const auto pause = policy.pause(++failures_, std::nullopt);
  if (!pause) return Error(error);
  std::this_thread::sleep_for(*pause);
  return {};
}

Result<void> BlobReader::open() {
  Request request = TRY(session_->make_request(target_));
  if (done_ > 0) request.headers.emplace_back("Range", "bytes=" + std::to_string(done_) + "-");
  auto exchange = TRY(session_->stream(request, what_));
  TRY(check_answer(*exchange));
  const bool continued = exchange->status() == 206;
  exchange_ = std::move(exchange);
  return continued ? Result<void>() : skip_known();
}

Result<void> BlobReader::check_answer(const Exchange& exchange) {
  const auto& headers = exchange.headers();
  if (exchange.status() == 206 && done_ > 0) {
    if (continues_at(headers.find("content-range"), done_, size_)) return {};
    return invalid(what_, "asked to go on at " + std::to_string(done_) + " of " + std::to_string(size_) +
                              " bytes, the registry goes on at \"" +
                              std::string(headers.find("content-range")) + "\"");
  }
  if (exchange.status() != 200) {
    Answer answer{exchange.status(), headers, {}};
    return answer_error(answer, session_->endpoint().domain, what_, session_->context().limits);
  }
  const auto length = headers.find("content-length");
  if (length.empty() || parse_unsigned(length) == size_) return {};
  return invalid(what_, "the registry has " + std::string(length) + " bytes, its descriptor says " +
                            std::to_string(size_));
}

// A registry without ranges begins anew. Were its beginning another one now, the digest of what was given out
// would not come out.
Result<void> BlobReader::skip_known() {
  std::array<std::byte, 65536> scratch{};
  for (std::uint64_t left = done_; left > 0;) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left, scratch.size()));
    const std::size_t got = TRY(exchange_->read(std::span(scratch).first(most)).with_context(what_));
    if (got == 0)
      return make_error(ErrorCode::Unavailable, what_ + ": the transfer was cut while it was repeated");
    left -= got;
  }
  return {};
}

}  // namespace lazaret::registry
