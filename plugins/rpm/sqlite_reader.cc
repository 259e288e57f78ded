// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/sqlite_reader.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/fd.h"

namespace lazaret::rpm {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::string_view kTable = "Packages";
constexpr std::size_t kFileHeader = 100;
constexpr std::uint64_t kMaxDepth = 20;  // SQLite's own limit (BTCURSOR_MAX_DEPTH)
constexpr std::uint8_t kInteriorTable = 0x05;
constexpr std::uint8_t kLeafTable = 0x0d;

Error malformed(std::string what) {
  return make_error(ErrorCode::InvalidInput, "SQLite file: " + std::move(what));
}

Result<std::uint64_t> read_varint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) {
    const auto byte = TRY(reader.read_u8());
    value = (value << 7) | (byte & 0x7fu);
    if (byte < 0x80) return value;
  }
  return (value << 8) | TRY(reader.read_u8());
}

// One column of a record: NULL and reals are not needed and come out empty.
struct Value {
  std::uint64_t integer = 0;
  Bytes bytes;
};

// Sizes of the serial types 0 to 11; above, texts and blobs carry their length.
Result<std::uint64_t> value_bytes(std::uint64_t type) {
  constexpr std::uint8_t kSizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (type < std::size(kSizes)) return std::uint64_t{kSizes[type]};
  if (type < 12) return malformed("a value has the reserved type " + std::to_string(type));
  return (type - 12) / 2;
}

Result<std::vector<Value>> read_record(Bytes payload, std::size_t columns) {
  ByteReader reader(payload, "SQLite record");
  const auto header_bytes = TRY(read_varint(reader));
  if (header_bytes > payload.size()) return malformed("the header of a record is longer than the record");
  ByteReader types(payload.first(header_bytes), "header of an SQLite record");
  TRY(types.seek(reader.position()));
  TRY(reader.seek(header_bytes));
  std::vector<Value> values;
  while (values.size() < columns && !types.at_end()) {
    const auto type = TRY(read_varint(types));
    Value value;
    value.bytes = TRY(reader.take(TRY(value_bytes(type))));
    if (type == 9) value.integer = 1;
    if (type >= 1 && type <= 6)
      for (const auto byte : value.bytes)
        value.integer = (value.integer << 8) | std::to_integer<std::uint64_t>(byte);
    values.push_back(value);
  }
  values.resize(columns);
  return values;
}

class Database {
 public:
  explicit Database(Bytes file) : file_(file) {}

  Result<void> read_header() {
    ByteReader reader(file_, "SQLite file");
    TRY(reader.seek(16));
    page_bytes_ = TRY(reader.read_u16be());
    if (page_bytes_ == 1) page_bytes_ = 65536;
    if (page_bytes_ < 512 || (page_bytes_ & (page_bytes_ - 1)) != 0)
      return malformed("page size " + std::to_string(page_bytes_));
    TRY(reader.skip(2));
    usable_bytes_ = page_bytes_ - TRY(reader.read_u8());
    if (usable_bytes_ < 480)
      return malformed("only " + std::to_string(usable_bytes_) + " bytes of a page are usable");
    TRY(reader.seek(56));
    if (const auto encoding = TRY(reader.read_u32be()); encoding > 1)
      return make_error(ErrorCode::Unsupported, "the SQLite file's texts are UTF-16");
    visited_.assign(file_.size() / page_bytes_ + 1, false);
    return {};
  }

  // Gives `use` the payload of every row of the table b-tree at `root`; rows that cannot be read go to
  // `problem`.
  template <typename Use, typename Problem>
  Result<void> for_each_row(std::uint32_t root, std::uint64_t depth, const Use& use, const Problem& problem) {
    if (depth > kMaxDepth)
      return malformed("the table is deeper than " + std::to_string(kMaxDepth) + " pages");
    const Bytes page = TRY(take_page(root));
    ByteReader reader(page, "SQLite page");
    TRY(reader.seek(root == 1 ? kFileHeader : 0));
    const auto type = TRY(reader.read_u8());
    if (type != kInteriorTable && type != kLeafTable)
      return malformed("page " + std::to_string(root) + " is not part of a table");
    TRY(reader.skip(2));
    const auto cells = TRY(reader.read_u16be());
    TRY(reader.skip(3));
    const auto last_child = type == kInteriorTable ? TRY(reader.read_u32be()) : 0;
    for (std::uint32_t i = 0; i < cells; ++i) {
      ByteReader cell(page, "SQLite cell");
      TRY(cell.seek(TRY(reader.read_u16be())));
      const auto done = type == kInteriorTable ? for_each_row(TRY(cell.read_u32be()), depth + 1, use, problem)
                                               : read_row(cell, use);
      if (!done) problem(done.error().message);
    }
    return type == kInteriorTable ? for_each_row(last_child, depth + 1, use, problem) : Result<void>();
  }

 private:
  Result<Bytes> take_page(std::uint32_t number) {
    if (number == 0 ||
        !range_within(std::uint64_t{number} * page_bytes_ - page_bytes_, page_bytes_, file_.size()))
      return malformed("page " + std::to_string(number) + " is not in the file");
    if (visited_[number]) return malformed("page " + std::to_string(number) + " is used twice");
    visited_[number] = true;
    return file_.subspan((std::uint64_t{number} - 1) * page_bytes_, usable_bytes_);
  }

  // "Database File Format" 1.6: how many bytes of a payload are in the leaf itself.
  std::uint64_t local_bytes(std::uint64_t payload) const {
    const std::uint64_t most = usable_bytes_ - 35;
    if (payload <= most) return payload;
    const std::uint64_t least = (usable_bytes_ - 12) * 32 / 255 - 23;
    const std::uint64_t fitting = least + (payload - least) % (usable_bytes_ - 4);
    return fitting <= most ? fitting : least;
  }

  template <typename Use>
  Result<void> read_row(ByteReader& cell, const Use& use) {
    const auto payload_bytes = TRY(read_varint(cell));
    TRY(read_varint(cell));  // row id
    if (payload_bytes > kMaxHeaderBytes || payload_bytes > file_.size())
      return malformed("a row of " + std::to_string(payload_bytes) + " bytes is too large");
    // Cells that share bytes would make a small file a long list.
    delivered_bytes_ += payload_bytes;
    if (delivered_bytes_ > file_.size()) return malformed("its rows overlap");
    const auto local = TRY(cell.take(local_bytes(payload_bytes)));
    if (local.size() == payload_bytes) return use(local);
    buffer_.assign(local.begin(), local.end());
    std::uint32_t next = TRY(cell.read_u32be());
    while (buffer_.size() < payload_bytes) {
      ByteReader page(TRY(take_page(next)), "SQLite overflow page");
      next = TRY(page.read_u32be());
      const auto part =
          TRY(page.take(std::min<std::uint64_t>(page.remaining(), payload_bytes - buffer_.size())));
      buffer_.insert(buffer_.end(), part.begin(), part.end());
    }
    return use(Bytes(buffer_));
  }

  Bytes file_;
  std::uint64_t page_bytes_ = 0;
  std::uint64_t usable_bytes_ = 0;
  std::vector<bool> visited_;
  std::vector<std::byte> buffer_;
  std::uint64_t delivered_bytes_ = 0;  // of all rows so far
};

// Columns of the schema table: type, name, tbl_name, rootpage, sql.
Result<std::optional<std::uint32_t>> find_root(Database& database, const BlobSink& sink) {
  std::optional<std::uint32_t> root;
  const auto use = [&](Bytes payload) -> Result<void> {
    const auto values = TRY(read_record(payload, 4));
    if (as_text(values[0].bytes) == "table" && as_text(values[1].bytes) == kTable)
      root = static_cast<std::uint32_t>(values[3].integer);
    return {};
  };
  TRY(database.for_each_row(1, 0, use, sink.problem));
  return root;
}

}  // namespace

bool is_sqlite(Bytes file) { return as_text(file).starts_with(kMagic); }

Result<void> read_sqlite(Bytes file, const BlobSink& sink) {
  Database database(file);
  TRY(database.read_header());
  const auto root = TRY(find_root(database, sink));
  if (!root) return make_error(ErrorCode::InvalidInput, "the SQLite file has no table \"Packages\"");
  const auto use = [&](Bytes payload) -> Result<void> {
    const auto values = TRY(read_record(payload, 2));  // hnum, blob
    sink.blob(values[1].bytes);
    return {};
  };
  return database.for_each_row(*root, 0, use, sink.problem);
}

}  // namespace lazaret::rpm
