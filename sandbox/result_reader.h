// SPDX-License-Identifier: Apache-2.0
// The validator of what a worker says: frames in, checked values out. The worker is hostile, its framing too.
// Called by the jail runner with bytes as they come, and by tests. Allocates nothing before a length has been
// checked.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/unpacker.h"
#include "core/model/package.h"
#include "sandbox/job_spec.h"
#include "sandbox/wire.h"

namespace lazaret::sandbox {

// What one worker may say.
struct Expectation {
  JobKind kind = JobKind::Detect;
  std::string plugin_id;  // detect: HELLO must name these
  std::string plugin_version;
  bool packages = false;  // record kinds of the manifest's `emits`; gaps are always welcome
  bool os = false;
  bool owns = false;
  Limits limits;
};
Expectation expect_from(const std::vector<std::string>& emits);

struct Transcript {
  bool hello = false;
  bool loaded = false;
  bool ended = false;
  bool summarized = false;
  wire::EndStatus status = wire::EndStatus::Failed;
  std::string error_text;     // of END
  std::string setup_problem;  // of SETUP_FAILED
  std::uint64_t records = 0;
  std::uint64_t log_bytes = 0;
  Detection detection;
  image::ListSummary summary;
};

enum class ReadFault { None, Protocol, OutputLimit };

class ResultReader {
 public:
  explicit ResultReader(Expectation expectation) : expectation_(std::move(expectation)) {}

  // False once there is a fault; then nothing more is taken.
  bool feed(std::span<const std::byte> bytes);
  // The stream has ended: whether a frame was cut, and whether END was there.
  bool complete() const { return fault_ == ReadFault::None && transcript_.ended && pending_.empty(); }
  bool cut() const { return !pending_.empty(); }

  ReadFault fault() const { return fault_; }
  const std::string& problem() const { return problem_; }  // with the offset
  std::uint64_t bytes_taken() const { return offset_ + pending_.size(); }
  Transcript& transcript() { return transcript_; }
  const Transcript& transcript() const { return transcript_; }

 private:
  Result<void> take_frame(const wire::FrameHeader& header, std::span<const std::byte> payload);
  Result<void> check_header(const wire::FrameHeader& header);
  Result<void> read_record(wire::FrameType type, std::span<const std::byte> payload);
  Result<void> read_control(wire::FrameType type, std::span<const std::byte> payload);
  bool fail(const Error& error);

  Expectation expectation_;
  Transcript transcript_;
  std::string pending_;       // less than one frame
  std::uint64_t offset_ = 0;  // of the frame at the front
  std::uint32_t next_sequence_ = 0;
  ReadFault fault_ = ReadFault::None;
  std::string problem_;
};

}  // namespace lazaret::sandbox
