// SPDX-License-Identifier: Apache-2.0
// What the tests of this room share: reading a tar whole, decoding a string, compressing one.
// Called by tests alone.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/archive/decoder.h"
#include "core/archive/tar_reader.h"
#include "core/archive/tar_writer.h"
#include "core/base/fd.h"

namespace lazaret::archive {

// Gives at most `step` bytes at a time, as a pipe may.
class TrickleSource : public ByteSource {
 public:
  TrickleSource(std::string_view text, std::size_t step) : rest_(text), step_(step) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override {
    const std::size_t count = std::min({buffer.size(), rest_.size(), step_});
    std::copy_n(as_byte_span(rest_).begin(), count, buffer.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
  std::size_t step_;
};

inline Result<std::string> read_all(ByteSource& source, std::size_t step = 1000) {
  std::string text;
  std::string buffer(step, '\0');
  for (;;) {
    const std::size_t got = TRY(source.read(std::as_writable_bytes(std::span(buffer))));
    if (got == 0) return text;
    text.append(buffer, 0, got);
  }
}

inline Result<std::string> decode(std::string_view stored, const Limits& limits = {}) {
  MemorySource source(as_byte_span(stored));
  const auto decoder = TRY(open_decoder(source, limits));
  return read_all(*decoder);
}

struct ReadEntry {
  TarEntry entry;
  std::string content;
  std::uint64_t content_offset = 0;
};

struct ReadTar {
  std::vector<ReadEntry> entries;
  std::optional<Error> error;
  bool end_mark_seen = false;
};

inline Result<std::string> read_content(TarReader& reader) {
  std::string content;
  for (;;) {
    const auto piece = TRY(reader.read_block());
    if (piece.empty()) return content;
    content.append(as_text(piece));
  }
}

inline Result<void> read_tar_into(TarReader& reader, ReadTar& tar) {
  while (auto entry = TRY(reader.next())) {
    tar.entries.push_back({*std::move(entry), {}, reader.content_offset()});
    tar.entries.back().content = TRY(read_content(reader));
  }
  tar.end_mark_seen = reader.end_mark_seen();
  return {};
}

inline ReadTar read_tar(ByteSource& source, const Limits& limits = {}) {
  TarReader reader(source, limits);
  ReadTar tar;
  if (auto done = read_tar_into(reader, tar); !done.has_value()) tar.error = done.error();
  return tar;
}

inline ReadTar read_tar(std::string_view bytes, const Limits& limits = {}) {
  MemorySource source(as_byte_span(bytes));
  return read_tar(source, limits);
}

inline std::string gzip_of(std::string_view plain, int level = 6) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string zstd_of(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
  return out;
}

// Neither constant nor random: compresses about threefold, the same every time.
inline std::string sample_text(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525 + 1013904223;
    text.append("word").append(std::to_string(state >> 24)).append(1, static_cast<char>(state >> 16));
  }
  text.resize(size);
  return text;
}

}  // namespace lazaret::archive
