// SPDX-License-Identifier: Apache-2.0
// Notices a server that keeps a transfer alive with next to nothing (slow loris). Called by the transport.
// Only time spent waiting for the server counts: a reader of ours that is slow is not the server's fault.
#pragma once

#include <chrono>
#include <cstdint>

namespace lazaret::registry {

class ThroughputGuard {
 public:
  ThroughputGuard(std::chrono::milliseconds window, std::uint64_t bytes_per_second)
      : window_(window), least_(bytes_per_second * static_cast<std::uint64_t>(window.count()) / 1000) {}

  void came(std::uint64_t bytes) { bytes_ += bytes; }
  // True when a whole window of waiting has brought less than it must.
  bool stalled_after(std::chrono::milliseconds waited) {
    waited_ += waited;
    if (waited_ < window_) return false;
    const bool stalled = bytes_ < least_;
    waited_ = std::chrono::milliseconds(0);
    bytes_ = 0;
    return stalled;
  }

 private:
  std::chrono::milliseconds window_;
  std::uint64_t least_;
  std::chrono::milliseconds waited_{0};
  std::uint64_t bytes_ = 0;
};

}  // namespace lazaret::registry
