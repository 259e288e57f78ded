// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/bdb_reader.h"

#include <cstring>
#include <vector>

#include "core/base/bytes.h"

namespace lazaret::rpm {
namespace {

constexpr std::uint32_t kHashMagic = 0x00061561;
constexpr std::size_t kMetaBytes = 72;  // the part that all database types share
constexpr std::size_t kPageHeader = 26;
constexpr std::uint8_t kChecksummed = 1;  // of the metadata's flags
// Page types.
constexpr std::uint8_t kUnsortedHashPage = 2;
constexpr std::uint8_t kOverflowPage = 7;
constexpr std::uint8_t kHashPage = 13;
// Item types.
constexpr std::uint8_t kInline = 1;
constexpr std::uint8_t kOffPage = 3;
constexpr std::size_t kOffPageBytes = 12;

class Hash {
 public:
  Hash(Bytes file, const BlobSink& sink, bool swapped) : file_(file), sink_(sink), swapped_(swapped) {}

  Result<void> read_meta() {
    if (file_.size() < kMetaBytes)
      return make_error(ErrorCode::InvalidInput, "Berkeley DB file is shorter than its metadata");
    page_bytes_ = u32(20);
    if (page_bytes_ < 512 || page_bytes_ > 65536 || (page_bytes_ & (page_bytes_ - 1)) != 0)
      return make_error(ErrorCode::InvalidInput, "Berkeley DB page size " + std::to_string(page_bytes_) +
                                                     " is not one of 512 to 65536");
    if (u8(24) != 0) return make_error(ErrorCode::Unsupported, "the Berkeley DB file is encrypted");
    if ((u8(26) & kChecksummed) != 0)
      return make_error(ErrorCode::Unsupported, "the Berkeley DB file has page checksums");
    pages_ = file_.size() / page_bytes_;
    if (u32(32) >= pages_)
      sink_.problem("the Berkeley DB file is cut: its last page is " + std::to_string(u32(32)) + " of " +
                    std::to_string(pages_));
    visited_.assign(pages_, false);
    return {};
  }

  void read_pages() {
    for (std::uint64_t page = 1; page < pages_; ++page) {
      const std::uint8_t type = u8(page * page_bytes_ + 25);
      if (type == kHashPage || type == kUnsortedHashPage) read_page(page);
    }
  }

 private:
  std::uint8_t u8(std::uint64_t at) const { return std::to_integer<std::uint8_t>(file_[at]); }
  std::uint16_t u16(std::uint64_t at) const {
    std::uint16_t value;
    std::memcpy(&value, file_.data() + at, sizeof value);
    return swapped_ ? __builtin_bswap16(value) : value;
  }
  std::uint32_t u32(std::uint64_t at) const {
    std::uint32_t value;
    std::memcpy(&value, file_.data() + at, sizeof value);
    return swapped_ ? __builtin_bswap32(value) : value;
  }
  void problem(std::uint64_t page, const std::string& what) const {
    sink_.problem("page " + std::to_string(page) + " of the Berkeley DB file: " + what);
  }

  // Keys and values take turns; an item reaches from its offset to that of the item before.
  void read_page(std::uint64_t page) {
    const std::uint64_t base = page * page_bytes_;
    const std::uint16_t items = u16(base + 20);
    if (!range_within(kPageHeader, std::uint64_t{items} * 2, page_bytes_))
      return problem(page, "its items do not fit");
    std::uint64_t end = page_bytes_;
    for (std::uint64_t item = 0; item < items; ++item) {
      const std::uint64_t begin = u16(base + kPageHeader + 2 * item);
      if (begin < kPageHeader + std::uint64_t{items} * 2 || begin >= end)
        return problem(page, "the offset of an item is out of range");
      if (item % 2 == 1) read_item(page, base + begin, end - begin);
      end = begin;
    }
  }

  void read_item(std::uint64_t page, std::uint64_t at, std::uint64_t bytes) {
    const std::uint8_t type = u8(at);
    // The value of key 0 is the next package's number: four bytes, no header.
    if (type == kInline && bytes - 1 > sizeof(std::uint32_t))
      return sink_.blob(file_.subspan(at + 1, bytes - 1));
    if (type == kOffPage && bytes >= kOffPageBytes) return read_overflow(page, u32(at + 4), u32(at + 8));
    if (type != kInline) problem(page, "an item of type " + std::to_string(type) + " is not understood");
  }

  void read_overflow(std::uint64_t from, std::uint32_t page, std::uint32_t total) {
    if (total > kMaxHeaderBytes || total > file_.size())
      return problem(from, "a value of " + std::to_string(total) + " bytes is too large");
    buffer_.clear();
    while (buffer_.size() < total) {
      if (page == 0 || page >= pages_ || visited_[page])
        return problem(from, "a chain of overflow pages is broken");
      visited_[page] = true;
      const std::uint64_t base = page * page_bytes_;
      const std::uint16_t used = u16(base + 22);
      if (u8(base + 25) != kOverflowPage || used == 0 || !range_within(kPageHeader, used, page_bytes_))
        return problem(from, "a chain leads to a page that is no overflow page");
      const auto part = file_.subspan(base + kPageHeader, used);
      buffer_.insert(buffer_.end(), part.begin(), part.end());
      page = u32(base + 16);
    }
    sink_.blob(Bytes(buffer_).first(total));
  }

  Bytes file_;
  const BlobSink& sink_;
  bool swapped_;
  std::uint64_t page_bytes_ = 0;
  std::uint64_t pages_ = 0;
  std::vector<bool> visited_;  // overflow pages: none belongs to two values
  std::vector<std::byte> buffer_;
};

std::uint32_t magic_of(Bytes file) {
  std::uint32_t magic = 0;
  if (file.size() >= 16) std::memcpy(&magic, file.data() + 12, sizeof magic);
  return magic;
}

}  // namespace

bool is_bdb_hash(Bytes file) {
  return magic_of(file) == kHashMagic || magic_of(file) == __builtin_bswap32(kHashMagic);
}

Result<void> read_bdb(Bytes file, const BlobSink& sink) {
  Hash hash(file, sink, magic_of(file) != kHashMagic);
  TRY(hash.read_meta());
  hash.read_pages();
  return {};
}

}  // namespace lazaret::rpm
