// SPDX-License-Identifier: Apache-2.0
// A byte source that hashes what goes through it, or writes it to a file.
// Called by the unpacker inside a jail. Trusts nothing and looks at nothing.
#pragma once

#include "core/archive/byte_source.h"
#include "core/base/digest.h"
#include "core/image/layer_builder.h"

namespace lazaret::image {

// Borrows everything. Bytes are not skipped while somebody wants to see them.
class TeeSource : public archive::ByteSource {
 public:
  explicit TeeSource(archive::ByteSource& source) : source_(source) {}
  void hash_with(Hasher* hasher) { hasher_ = hasher; }
  void write_to(BufferedWriter* writer) { writer_ = writer; }

  Result<std::size_t> read(std::span<std::byte> buffer) override {
    const std::size_t got = TRY(source_.read(buffer));
    if (hasher_ != nullptr) hasher_->update(buffer.first(got));
    if (writer_ != nullptr) TRY(writer_->write(buffer.first(got)));
    return got;
  }
  Result<void> skip(std::uint64_t count) override {
    return hasher_ == nullptr && writer_ == nullptr ? source_.skip(count) : ByteSource::skip(count);
  }

 private:
  archive::ByteSource& source_;
  Hasher* hasher_ = nullptr;
  BufferedWriter* writer_ = nullptr;
};

}  // namespace lazaret::image
