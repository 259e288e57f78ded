// SPDX-License-Identifier: Apache-2.0
#include "sandbox/wire.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lazaret::sandbox::wire {
namespace {

constexpr std::size_t kFlushBytes = 4u << 10;  // little is lost when a plugin crashes
constexpr std::size_t kReservedBytes = 384u
                                       << 10;  // more than one frame may hold: appending does not allocate

FrameHeader header_of(FrameType type, std::size_t length, std::uint32_t sequence) {
  return {kMagic, type, 0, static_cast<std::uint32_t>(length), sequence};
}

}  // namespace

void Fields::head(Tag tag, std::size_t length) {
  append_little(bytes_, static_cast<std::uint16_t>(tag));
  append_little(bytes_, std::uint16_t{0});
  append_little(bytes_, static_cast<std::uint32_t>(length));
}

Fields& Fields::text(Tag tag, std::string_view value) {
  return value.empty() ? *this : text_or_empty(tag, value);
}

Fields& Fields::text_or_empty(Tag tag, std::string_view value) {
  head(tag, value.size());
  bytes_ += value;
  return *this;
}

Fields& Fields::number(Tag tag, std::uint64_t value) {
  head(tag, sizeof value);
  append_little(bytes_, value);
  return *this;
}

void FrameWriter::put(FrameType type, const Fields& fields) {
  if (buffer_.capacity() < kReservedBytes) buffer_.reserve(kReservedBytes);
  const auto header = header_of(type, fields.bytes().size(), sequence_++);
  buffer_.append(reinterpret_cast<const char*>(&header), sizeof header);
  buffer_ += fields.bytes();
  total_ += sizeof header + fields.bytes().size();
  if (buffer_.size() >= kFlushBytes) flush();
}

void FrameWriter::flush() {
  write_out(buffer_.data(), buffer_.size());
  buffer_.clear();
}

// A supervisor that no longer reads has no use for the rest; SIGPIPE ends the worker.
void FrameWriter::write_out(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::write(descriptor_, data, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) ::_exit(1);
    data += put;
    size -= static_cast<std::size_t>(put);
  }
}

}  // namespace lazaret::sandbox::wire
