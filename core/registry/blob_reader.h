// SPDX-License-Identifier: Apache-2.0
// A blob as it comes from a registry, read from front to back; where the connection is cut, it goes on from
// there. Called by the layer stream of a registry image. The bytes are hostile and only passed on; the size
// is held to the descriptor's, the digest is the reader's to verify over all that was given out. Source: OCI
// distribution specification v1.1, "Pulling blobs"; RFC 9110 section 14.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/registry/session.h"

namespace lazaret::registry {

class BlobReader {
 public:
  BlobReader(std::shared_ptr<Session> session, std::string target, std::uint64_t size, std::string what)
      : session_(std::move(session)), target_(std::move(target)), size_(size), what_(std::move(what)) {}

  // 0 only once `size` bytes were given. Errors: those of the session; InvalidInput where the registry has
  // more or fewer bytes than the descriptor says, or continues elsewhere than asked.
  Result<std::size_t> read(std::span<std::byte> buffer);

 private:
  Result<std::size_t> try_read(std::span<std::byte> buffer);
  Result<void> open();
  Result<void> check_answer(const Exchange& exchange);
  Result<void> skip_known();
  Result<void> pause_after(const Error& error);

  std::shared_ptr<Session> session_;
  std::string target_;
  std::uint64_t size_;
  std::string what_;
  std::uint64_t done_ = 0;
  std::unique_ptr<Exchange> exchange_;
  std::uint64_t failures_ = 0;   // since `failed_at_` ...
  std::uint64_t failed_at_ = 0;  // ... and forgotten once much has come since
};

// "bytes 100-199/200" continues at `from` of `size` bytes.
bool continues_at(std::string_view content_range, std::uint64_t from, std::uint64_t size);

}  // namespace lazaret::registry
