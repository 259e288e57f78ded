// SPDX-License-Identifier: Apache-2.0
// Where the three database readers put what they find: package headers, and what could not be read.
// Made by the detector and by tests; called by the readers. A problem with one record never ends the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace lazaret::rpm {

using Bytes = std::span<const std::byte>;

struct BlobSink {
  std::function<void(Bytes header)> blob;  // valid for the call
  std::function<void(std::string reason)> problem;
};

// A package header larger than this is a problem: rpm itself refuses more than 256 MiB, real ones reach some
// megabytes.
inline constexpr std::uint64_t kMaxHeaderBytes = 64u << 20;

}  // namespace lazaret::rpm
