// SPDX-License-Identifier: Apache-2.0
#include "core/archive/tar_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/archive/pax_header.h"
#include "core/archive/tar_writer.h"

namespace lazaret::archive {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr std::size_t kBlockBytes = sizeof(TarBlock);
constexpr std::uint64_t kSkipDirectlyFrom =
    kBufferBytes;                            // less is read through the buffer: cheaper than a seek
constexpr std::byte kZeros[16 * 1024] = {};  // what holes are made of
constexpr std::size_t kMessagePathBytes = 256;

// Of the entries that start_entry sees. Unknown types are regular files, as POSIX has it.
EntryType type_of(char type_flag, const std::string& path) {
  switch (type_flag) {
    case '\0':
      return path.ends_with('/') ? EntryType::Directory : EntryType::File;  // the v7 way to write a directory
    case '1': return EntryType::HardLink;
    case '2': return EntryType::Symlink;
    case '3': return EntryType::CharDevice;
    case '4': return EntryType::BlockDevice;
    case '5': return EntryType::Directory;
    case '6': return EntryType::Fifo;
    case 'D': return EntryType::Directory;  // GNU incremental: its content lists names
    default: return EntryType::File;
  }
}

}  // namespace

struct TarReader::Pending {
  bool any = false;
  PaxHeader pax;
  std::string long_path;
  std::string long_link;
};

TarReader::TarReader(ByteSource& source, const Limits& limits)
    : source_(source), limits_(limits), buffer_(std::make_unique_for_overwrite<std::byte[]>(kBufferBytes)) {}

Result<std::optional<TarEntry>> TarReader::next() {
  if (failure_) return *failure_;
  if (ended_) return std::optional<TarEntry>();
  auto entry = read_entry();
  if (!entry.has_value()) failure_ = entry.error();
  return entry;
}

Result<std::optional<TarEntry>> TarReader::read_entry() {
  TRY(skip_content());
  Pending pending;
  TarBlock block;
  while (TRY(read_header_block(block))) {
    auto parsed = parse_tar_header(block);
    if (!parsed.has_value()) return std::move(parsed.error()).with_context(place());
    TarHeader header = parsed.take();
    switch (header.type_flag) {
      case 'x':
      case 'X':  // Solaris
      case 'g':
      case 'L':
      case 'K': TRY(take_extended_header(header, pending)); break;
      case 'V':  // a volume's label
        TRY(skip_bytes(header.size + tar_padding(header.size)));
        pending = Pending();
        break;
      case 'M':
        return make_error(ErrorCode::Unsupported,
                          place() + ": archives of several volumes are not supported");
      default: return std::optional(TRY(start_entry(std::move(header), block, std::move(pending))));
    }
  }
  if (pending.any)
    return make_error(ErrorCode::InvalidInput, place() + ": archive ends after an extended header");
  ended_ = true;
  return std::optional<TarEntry>();
}

// False at the end of the archive.
Result<bool> TarReader::read_header_block(TarBlock& block) {
  header_offset_ = position_;
  path_.clear();
  if (!TRY(fill(kBlockBytes))) {
    if (begin_ == end_) return false;
    return ends_early();
  }
  std::memcpy(block.data(), buffer_.get() + begin_, kBlockBytes);
  consume(kBlockBytes);
  if (!is_zero_block(block)) return true;
  if (TRY(ends_after_zero_block())) return false;
  return make_error(ErrorCode::InvalidInput, place() + ": a single zero block stands between entries");
}

Result<bool> TarReader::ends_after_zero_block() {
  if (!TRY(fill(kBlockBytes))) {
    if (begin_ != end_) return ends_early();
    end_mark_seen_ = true;
    return true;
  }
  if (!is_zero_block({buffer_.get() + begin_, kBlockBytes})) return false;
  consume(kBlockBytes);
  end_mark_seen_ = true;
  return true;
}

Result<void> TarReader::take_extended_header(const TarHeader& header, Pending& pending) {
  const std::string text = TRY(read_extension(header.size));
  pending.any = header.type_flag != 'g';
  if (header.type_flag == 'L') {
    pending.long_path = until_nul(text);
  } else if (header.type_flag == 'K') {
    pending.long_link = until_nul(text);
  } else {
    auto pax = parse_pax_header(text);
    if (!pax.has_value()) return std::move(pax.error()).with_context(place());
    if (header.type_flag == 'g')
      pending = Pending();
    else
      pending.pax = pax.take();
  }
  return {};
}

Result<std::string> TarReader::read_extension(std::uint64_t size) {
  if (size > limits_.extended_header_bytes)
    return make_error(ErrorCode::LimitExceeded, place() + ": extended header of " + std::to_string(size) +
                                                    " bytes is larger than extended_header_bytes, " +
                                                    std::to_string(limits_.extended_header_bytes));
  std::string text;
  while (text.size() < size) {
    if (!TRY(fill(1))) return ends_early();
    const std::size_t count =
        std::min<std::size_t>(end_ - begin_, static_cast<std::size_t>(size) - text.size());
    text.append(reinterpret_cast<const char*>(buffer_.get() + begin_), count);
    consume(count);
  }
  TRY(skip_bytes(tar_padding(size)));
  return text;
}

Result<TarEntry> TarReader::start_entry(TarHeader header, const TarBlock& block, Pending pending) {
  if (++entries_ > limits_.entries_per_layer)
    return make_error(ErrorCode::LimitExceeded, "archive has more than entries_per_layer, " +
                                                    std::to_string(limits_.entries_per_layer) + ", entries");
  const PaxHeader& pax = pending.pax;
  TarEntry entry;
  entry.path = std::move(header.path);
  entry.link_target = std::move(header.link_target);
  if (!pax.path.empty()) entry.path = pax.path;
  if (!pax.link_target.empty()) entry.link_target = pax.link_target;
  if (!pending.long_path.empty()) entry.path = std::move(pending.long_path);
  if (!pending.long_link.empty()) entry.link_target = std::move(pending.long_link);
  entry.type = type_of(header.type_flag, entry.path);
  entry.mode = header.mode;
  entry.uid = pax.uid.value_or(header.uid);
  entry.gid = pax.gid.value_or(header.gid);
  entry.mtime = pax.mtime.value_or(header.mtime);
  entry.device_major = header.device_major;
  entry.device_minor = header.device_minor;
  entry.xattrs = std::move(pending.pax.xattrs);
  path_ = entry.path.substr(0, kMessagePathBytes);
  TRY(check_names(entry));

  // A hard link with a size is an old tar's habit, with no content behind it; pax allows content there, which
  // Go, and so the runtimes, would read as the next header. The same goes for links, devices, fifos and
  // directories.
  const bool has_content = entry.type == EntryType::File || header.type_flag == 'D';
  stored_left_ = has_content ? pax.size.value_or(header.size) : 0;
  TRY(check_size(stored_left_));
  padding_ = tar_padding(stored_left_);
  if (header.type_flag == 'D')
    TRY(skip_bytes(std::exchange(stored_left_, 0)));  // names, not a file's content
  sparse_ = false;
  entry.size = entry.type == EntryType::File ? stored_left_ : 0;
  TRY(start_sparse(entry, header, block, pending));
  entry.stored_size = entry.type == EntryType::File ? stored_left_ : 0;
  content_offset_ = position_;
  return entry;
}

// Makes the entry sparse when its headers say so, and reads the map.
Result<void> TarReader::start_sparse(TarEntry& entry, const TarHeader& header, const TarBlock& block,
                                     const Pending& pending) {
  const PaxHeader& pax = pending.pax;
  const bool gnu = header.type_flag == 'S';
  const bool version_0 = pax.sparse_major == "0" && (pax.sparse_minor == "0" || pax.sparse_minor == "1");
  const bool version_1 = pax.sparse_major == "1" && pax.sparse_minor == "0";
  const bool unsaid = pax.sparse_major.empty() && pax.sparse_minor.empty();
  const bool text_map = version_0 || (unsaid && !pax.sparse_map.empty());
  if (!gnu && !text_map && !version_1) return {};  // an unknown version is a regular file, as for Go

  if (entry.type != EntryType::File)
    return make_error(ErrorCode::InvalidInput, place() + ": only a regular file can be sparse");
  if (!gnu && !pax.sparse_name.empty()) entry.path = pax.sparse_name;
  if (!gnu) entry.size = pax.sparse_size.value_or(pax.sparse_real_size.value_or(entry.size));
  path_ = entry.path.substr(0, kMessagePathBytes);
  TRY(check_names(entry));
  auto map = gnu         ? read_gnu_map(block)
             : version_1 ? read_content_map()
                         : parse_sparse_text(pax.sparse_map, pax.sparse_count.value_or(0),
                                             limits_.sparse_map_entries);
  if (!map.has_value()) return std::move(map.error()).with_context(place());
  if (gnu) entry.size = TRY(parse_tar_size(tar_field(block, 483, 12), "real size").with_context(place()));
  TRY(check_size(entry.size));
  TRY(check_sparse_map(*map, entry.size, stored_left_).with_context(place()));
  entry.sparse = sparse_ = true;
  cursor_ = SparseCursor(map.take(), entry.size);
  return {};
}

// The old GNU form: four regions in the header, 21 in each extension block, which `size` does not count.
Result<SparseMap> TarReader::read_gnu_map(const TarBlock& block) {
  SparseMap map;
  TRY(append_gnu_regions(tar_field(block, 386, 4 * 24), map, limits_.sparse_map_entries));
  bool extended = block[482] != std::byte{0};
  while (extended) {
    if (!TRY(fill(kBlockBytes))) return ends_early();
    TarBlock extension;
    std::memcpy(extension.data(), buffer_.get() + begin_, kBlockBytes);
    consume(kBlockBytes);
    TRY(append_gnu_regions(tar_field(extension, 0, 21 * 24), map, limits_.sparse_map_entries));
    extended = extension[504] != std::byte{0};
  }
  return map;
}

// Version 1.0: whole blocks of text in front of the data, part of the stored size.
Result<SparseMap> TarReader::read_content_map() {
  SparseLines lines(limits_.sparse_map_entries);
  for (bool complete = false; !complete;) {
    if (stored_left_ < kBlockBytes)
      return make_error(ErrorCode::InvalidInput, "sparse map does not fit into the content");
    if (!TRY(fill(kBlockBytes))) return ends_early();
    complete = TRY(lines.feed(as_text({buffer_.get() + begin_, kBlockBytes})));
    consume(kBlockBytes);
    stored_left_ -= kBlockBytes;
  }
  return lines.take();
}

Result<void> TarReader::check_names(const TarEntry& entry) const {
  const std::size_t longest = std::max(entry.path.size(), entry.link_target.size());
  if (longest <= limits_.path_bytes) return {};
  return make_error(ErrorCode::LimitExceeded,
                    place() + ": path or link target of " + std::to_string(longest) +
                        " bytes is longer than path_bytes, " + std::to_string(limits_.path_bytes));
}

Result<void> TarReader::check_size(std::uint64_t size) const {
  if (size <= limits_.file_bytes) return {};
  return make_error(ErrorCode::LimitExceeded, place() + ": file of " + std::to_string(size) +
                                                  " bytes is larger than file_bytes, " +
                                                  std::to_string(limits_.file_bytes));
}

Result<std::size_t> TarReader::read(std::span<std::byte> buffer) {
  const auto piece = TRY(next_piece(buffer.size()));
  if (!piece.empty()) std::memcpy(buffer.data(), piece.data(), piece.size());
  return piece.size();
}

Result<std::span<const std::byte>> TarReader::read_block() {
  return next_piece(std::numeric_limits<std::uint64_t>::max());
}

Result<std::span<const std::byte>> TarReader::next_piece(std::uint64_t most) {
  if (failure_) return *failure_;
  if (!sparse_) return stored_piece(most);
  const SparseCursor::Piece upcoming = cursor_.upcoming();
  most = std::min(most, upcoming.length);
  std::span<const std::byte> piece;
  if (upcoming.hole)
    piece = std::span(kZeros).first(static_cast<std::size_t>(std::min<std::uint64_t>(most, sizeof kZeros)));
  else
    piece = TRY(stored_piece(most));
  cursor_.advance(piece.size());
  return piece;
}

Result<std::span<const std::byte>> TarReader::stored_piece(std::uint64_t most) {
  most = std::min(most, stored_left_);
  if (most == 0) return std::span<const std::byte>();
  auto filled = fill(1);
  if (!filled.has_value() || !*filled) {
    failure_ = filled.has_value() ? ends_early() : std::move(filled.error()).with_context(place());
    return *failure_;
  }
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, end_ - begin_));
  const std::span<const std::byte> piece(buffer_.get() + begin_, count);
  consume(count);
  stored_left_ -= count;
  return piece;
}

Result<void> TarReader::skip_content() {
  sparse_ = false;
  TRY(skip_bytes(std::exchange(stored_left_, 0)));
  // The last padding may be missing: Go and GNU tar do not mind.
  const auto padding = static_cast<std::size_t>(std::exchange(padding_, 0));
  const bool whole = TRY(fill(padding));
  consume(whole ? padding : end_ - begin_);
  return {};
}

Result<void> TarReader::skip_bytes(std::uint64_t count) {
  for (;;) {
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(count, end_ - begin_));
    consume(here);
    count -= here;
    if (count == 0) return {};
    if (count >= kSkipDirectlyFrom) {
      TRY(source_.skip(count).with_context(place()));
      position_ += count;
      return {};
    }
    if (!TRY(fill(1))) return ends_early();
  }
}

// True when `wanted` bytes are buffered; false when the source ended before.
Result<bool> TarReader::fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return true;
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= std::exchange(begin_, 0);
  while (end_ < wanted) {
    const std::size_t got = TRY(source_.read({buffer_.get() + end_, kBufferBytes - end_}));
    if (got == 0) return false;
    end_ += got;
  }
  return true;
}

void TarReader::consume(std::size_t count) {
  begin_ += count;
  position_ += count;
}

Error TarReader::ends_early() const {
  return make_error(ErrorCode::InvalidInput,
                    place() + ": archive ends early at byte " + std::to_string(position_ + (end_ - begin_)));
}

std::string TarReader::place() const {
  const std::string where = " at byte " + std::to_string(header_offset_);
  return path_.empty() ? "tar header" + where : "tar entry \"" + path_ + "\"" + where;
}

}  // namespace lazaret::archive
