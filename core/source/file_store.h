// SPDX-License-Identifier: Apache-2.0
// Named files of an image, wherever they lie: beneath a directory, or inside an archive that a jail has
// listed. Called by the readers of OCI layouts and docker archives, which so exist once for both. Trusts
// nothing but its own descriptors: names are hostile, ranges are checked against the size of what they lie
// in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/source/source.h"

namespace lazaret::source {

// [offset, offset + size) of a regular file.
struct FileRange {
  std::shared_ptr<const Fd> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool whole_file = false;  // the range is the file: bytes after it mean that the file grew
};

class FileStore {
 public:
  virtual ~FileStore() = default;
  // Thread-safe. `path` is relative, its segments plain. NotFound when there is no such file.
  virtual Result<FileRange> open(const std::string& path) const = 0;
  // Where the files are, for messages: the directory's or the archive's path.
  virtual const std::string& place() const = 0;
};

// "blobs/sha256/<hex>": where an OCI layout keeps a blob. Source: OCI image specification v1.1,
// image-layout.md.
std::string blob_path(const Digest& digest);

// The whole of a small file, refused above `limit` bytes.
Result<std::string> read_text(const FileStore& files, const std::string& path, std::uint64_t limit);
// The blob of that digest, of exactly `size` bytes, its digest verified. `what` names it in messages.
Result<std::string> read_blob(const FileStore& files, const Digest& digest, std::uint64_t size,
                              const std::string& what, std::uint64_t limit);

// Compares the first bytes with the magics of compressed streams; nothing is decoded.
Result<bool> looks_compressed(const FileRange& range);

// A range as a stream. An error when the file ends before the range does.
std::unique_ptr<LayerStream> open_stream(FileRange range, std::string what);

}  // namespace lazaret::source
