// SPDX-License-Identifier: Apache-2.0
// Reads a tar stream entry by entry: v7, ustar, star, GNU and pax forms, with every kind of GNU sparse file.
// Called by the unpacker inside a jail. Trusts nothing; memory is one buffer, one extended header, one sparse
// map. Source: POSIX.1-2017 pax "ustar Interchange Format" and "pax Header Block"; GNU tar manual "Tar
// Internals".
//
// Where readers disagree, Lazaret reads what Go's archive/tar reads, because the container runtimes unpack
// with it, and a scanner must see the files that will run: links, directories, devices and fifos have no
// content whatever their size says; a GNU long name wins over a pax path; of several extended headers the
// last counts; global pax headers are checked and not applied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/archive/byte_source.h"
#include "core/archive/sparse_map.h"
#include "core/archive/tar_entry.h"
#include "core/archive/tar_header.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::archive {

class TarReader {
 public:
  // Borrows `source`.
  TarReader(ByteSource& source, const Limits& limits);

  // The next entry, nothing at the end; what is left of the current content is skipped. The end is two zero
  // blocks, one zero block that the stream ends after, or the end of the stream between two entries (GNU tar
  // and Go accept all three). Bytes after the end are not read: drain the source where they matter. Errors
  // name the entry and its offset; after an error or the end every call gives the same.
  Result<std::optional<TarEntry>> next();

  // Content of the current entry, holes as zeros: at least one byte, 0 at its end.
  Result<std::size_t> read(std::span<std::byte> buffer);
  // The same without a copy: a piece of the content in the reader's own buffer, valid until the next call of
  // anything; empty at the end.
  Result<std::span<const std::byte>> read_block();

  // Where the stored content of the current entry begins in the tar stream.
  std::uint64_t content_offset() const { return content_offset_; }
  // Bytes of the tar stream used so far.
  std::uint64_t position() const { return position_; }
  // False when the stream ended without the zero blocks that mark the end: odd, accepted, perhaps cut between
  // two entries.
  bool end_mark_seen() const { return end_mark_seen_; }

 private:
  struct Pending;  // what extended headers say about the entry that follows

  Result<std::optional<TarEntry>> read_entry();
  Result<bool> read_header_block(TarBlock& block);
  Result<bool> ends_after_zero_block();
  Result<void> take_extended_header(const TarHeader& header, Pending& pending);
  Result<std::string> read_extension(std::uint64_t size);
  Result<TarEntry> start_entry(TarHeader header, const TarBlock& block, Pending pending);
  Result<void> start_sparse(TarEntry& entry, const TarHeader& header, const TarBlock& block,
                            const Pending& pending);
  Result<SparseMap> read_gnu_map(const TarBlock& block);
  Result<SparseMap> read_content_map();
  Result<void> check_names(const TarEntry& entry) const;
  Result<void> check_size(std::uint64_t size) const;

  Result<std::span<const std::byte>> next_piece(std::uint64_t most);
  Result<std::span<const std::byte>> stored_piece(std::uint64_t most);
  Result<void> skip_content();
  Result<void> skip_bytes(std::uint64_t count);
  Result<bool> fill(std::size_t wanted);
  void consume(std::size_t count);
  Error ends_early() const;
  std::string place() const;

  ByteSource& source_;
  Limits limits_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t position_ = 0;

  // The current entry.
  std::string path_;  // for messages
  std::uint64_t header_offset_ = 0;
  std::uint64_t content_offset_ = 0;
  std::uint64_t stored_left_ = 0;
  std::uint64_t padding_ = 0;
  bool sparse_ = false;
  SparseCursor cursor_;  // when sparse

  std::uint64_t entries_ = 0;
  std::optional<Error> failure_;
  bool ended_ = false;
  bool end_mark_seen_ = false;
};

}  // namespace lazaret::archive
