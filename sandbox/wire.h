// SPDX-License-Identifier: Apache-2.0
// Frames from worker to supervisor: a header of 16 bytes, then fields of (tag, length, bytes). The writing
// side. Called by the worker; read by ResultReader (result_reader.h), which trusts nothing of it. Both ends
// are built together. A transcript is HELLO, any number of records, logs and gaps, for layers one SUMMARY,
// and exactly one END, last.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/fd.h"

namespace lazaret::sandbox::wire {

inline constexpr std::uint32_t kMagic = 0x3157'5a4c;  // "LZW1"
inline constexpr std::uint32_t kVersion = 1;

enum class FrameType : std::uint16_t {
  Hello = 1,
  Package,
  Os,
  Owns,
  Gap,
  Log,
  Summary,
  End,
  Loaded,  // the plugin is in memory, its scan begins
  SetupFailed
};

struct FrameHeader {
  std::uint32_t magic;
  FrameType type;
  std::uint16_t flags;  // 0
  std::uint32_t length;
  std::uint32_t sequence;
};
static_assert(sizeof(FrameHeader) == 16);

enum class Tag : std::uint16_t {
  Version = 1,
  PluginId,
  PluginVersion,  // HELLO
  Type,
  Name,
  PackageVersion,
  Arch,
  SourceName,
  SourceVersion,
  License,
  Path,  // PACKAGE, OWNS
  PropertyKey,
  PropertyValue,  // PACKAGE, in pairs
  OsId,
  OsVersionId,
  OsCodename,
  OsPrettyName,
  OsIdLike,  // OS
  GapKind,
  GapSubject,
  GapReason,  // GAP
  Level,
  Text,  // LOG, END, SETUP_FAILED
  CompressedBytes,
  UncompressedBytes,
  DiffId,
  Entries,
  Spooled,  // SUMMARY
  Status,
  Records,
  Dropped,  // END
};

// How the worker says that it ended.
enum class EndStatus : std::uint32_t { Ok = 0, Partial, PluginError, OutputLimit, Failed };

// Exit codes of a worker that has more to say than 0.
inline constexpr int kExitSetupFailed = 120;
inline constexpr int kExitOutOfMemory = 121;

// The fields of one frame.
class Fields {
 public:
  Fields& text(Tag tag, std::string_view value);  // left out when empty
  Fields& text_or_empty(Tag tag, std::string_view value);
  Fields& number(Tag tag, std::uint64_t value);
  const std::string& bytes() const { return bytes_; }

 private:
  void head(Tag tag, std::size_t length);
  std::string bytes_;
};

// Buffers whole frames.
class FrameWriter {
 public:
  explicit FrameWriter(int descriptor) : descriptor_(descriptor) {}
  void put(FrameType type, const Fields& fields);
  void flush();
  std::uint64_t bytes_written() const { return total_; }

 private:
  void write_out(const char* data, std::size_t size);
  int descriptor_;
  std::string buffer_;
  std::uint32_t sequence_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace lazaret::sandbox::wire
