// SPDX-License-Identifier: Apache-2.0
#include "core/source/file_store.h"

#include <algorithm>
#include <array>

#include "core/archive/decoder.h"

namespace lazaret::source {
namespace {

class RangeStream : public LayerStream {
 public:
  RangeStream(FileRange range, std::string what)
      : range_(std::move(range)), what_(std::move(what)), end_(range_.size + (range_.whole_file ? 1 : 0)) {}

  Result<std::size_t> read(std::span<std::byte> buffer) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end_ - done_));
    const auto got =
        TRY(read_at(*range_.file, range_.offset + done_, buffer.first(wanted)).with_context(what_));
    done_ += got;
    if (got < wanted && done_ < range_.size)
      return make_error(ErrorCode::InvalidInput, what_ + " ends after " + std::to_string(done_) + " of " +
                                                     std::to_string(range_.size) +
                                                     " bytes: the file was cut");
    return got;
  }

 private:
  FileRange range_;
  std::string what_;
  std::uint64_t end_;
  std::uint64_t done_ = 0;
};

Result<std::string> read_range(const FileRange& range, const std::string& what, std::uint64_t limit) {
  if (range.size > limit)
    return make_error(ErrorCode::LimitExceeded, what + " has " + std::to_string(range.size) +
                                                    " bytes, the limit (manifest_bytes) is " +
                                                    std::to_string(limit));
  std::string text(range.size, '\0');
  const auto buffer = std::as_writable_bytes(std::span(text.data(), text.size()));
  const auto got = TRY(read_at(*range.file, range.offset, buffer).with_context(what));
  if (got == text.size()) return text;
  return make_error(ErrorCode::InvalidInput, what + " ends after " + std::to_string(got) + " of " +
                                                 std::to_string(text.size()) + " bytes: the file was cut");
}

}  // namespace

std::string blob_path(const Digest& digest) {
  return "blobs/" + std::string(digest.algorithm()) + "/" + std::string(digest.hex());
}

Result<std::string> read_text(const FileStore& files, const std::string& path, std::uint64_t limit) {
  return read_range(TRY(files.open(path)), path + " in " + files.place(), limit);
}

Result<std::string> read_blob(const FileStore& files, const Digest& digest, std::uint64_t size,
                              const std::string& what, std::uint64_t limit) {
  const std::string name = what + " " + digest.text() + " in " + files.place();
  auto range = files.open(blob_path(digest));
  if (!range) return std::move(range.error()).with_context(what + " " + digest.text());
  if (range->size != size)
    return make_error(ErrorCode::InvalidInput, name + " has " + std::to_string(range->size) +
                                                   " bytes, its descriptor says " + std::to_string(size));
  std::string text = TRY(read_range(*range, name, limit));
  Hasher hasher(digest.algorithm());
  hasher.update(text);
  const Digest found = hasher.finish();
  if (found == digest) return text;
  return make_error(ErrorCode::InvalidInput, name + " has the wrong digest: its bytes are " + found.text() +
                                                 "; it is damaged or forged");
}

Result<bool> looks_compressed(const FileRange& range) {
  std::array<std::byte, archive::kMagicBytes> magic{};
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(magic.size(), range.size));
  const auto got = TRY(read_at(*range.file, range.offset, std::span(magic).first(wanted)));
  return archive::detect_compression(std::span(magic).first(got)) != archive::Compression::None;
}

std::unique_ptr<LayerStream> open_stream(FileRange range, std::string what) {
  return std::make_unique<RangeStream>(std::move(range), std::move(what));
}

}  // namespace lazaret::source
