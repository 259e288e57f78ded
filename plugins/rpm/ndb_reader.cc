// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/ndb_reader.h"

#include "core/base/bytes.h"

namespace lazaret::rpm {
namespace {

constexpr std::uint32_t kHeaderMagic = 0x506d7052;  // "RpmP"
constexpr std::uint32_t kSlotMagic = 0x746f6c53;    // "Slot"
constexpr std::uint32_t kBlobMagic = 0x53626c42;    // "BlbS"
constexpr std::uint64_t kSlotPageBytes = 4096;
constexpr std::uint64_t kSlotBytes = 16;
constexpr std::uint64_t kFirstSlot = 2;  // the header takes the place of two
constexpr std::uint64_t kBlockBytes = 16;
constexpr std::uint64_t kBlobFrameBytes = 16 + 12;  // before and after the blob

struct Slot {
  std::uint32_t package = 0;  // 0: free
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

Result<Slot> read_slot(ByteReader& reader) {
  if (TRY(reader.read_u32le()) != kSlotMagic)
    return make_error(ErrorCode::InvalidInput, "a slot has no magic number");
  Slot slot;
  slot.package = TRY(reader.read_u32le());
  slot.offset = TRY(reader.read_u32le()) * kBlockBytes;
  slot.bytes = TRY(reader.read_u32le()) * kBlockBytes;
  return slot;
}

Result<Bytes> read_blob(Bytes file, const Slot& slot) {
  if (!range_within(slot.offset, slot.bytes, file.size()))
    return make_error(ErrorCode::InvalidInput, "it lies outside of the file");
  ByteReader reader(file.subspan(slot.offset, slot.bytes), "blob");
  if (TRY(reader.read_u32le()) != kBlobMagic)
    return make_error(ErrorCode::InvalidInput, "it has no magic number");
  if (TRY(reader.read_u32le()) != slot.package)
    return make_error(ErrorCode::InvalidInput, "it is another package's");
  TRY(reader.skip(4));  // generation
  const auto bytes = TRY(reader.read_u32le());
  if (bytes + kBlobFrameBytes > slot.bytes)
    return make_error(ErrorCode::InvalidInput, "it is longer than its blocks");
  return reader.take(bytes);
}

}  // namespace

bool is_ndb(Bytes file) {
  ByteReader reader(file, "ndb");
  const auto magic = reader.read_u32le();
  return magic && *magic == kHeaderMagic;
}

Result<void> read_ndb(Bytes file, const BlobSink& sink) {
  ByteReader reader(file, "ndb database");
  TRY(reader.skip(4));
  if (const auto version = TRY(reader.read_u32le()); version != 0)
    return make_error(ErrorCode::Unsupported,
                      "ndb version " + std::to_string(version) + " is not known, only 0");
  TRY(reader.skip(4));  // generation
  const std::uint64_t slots = TRY(reader.read_u32le()) * (kSlotPageBytes / kSlotBytes);
  TRY(reader.seek(kFirstSlot * kSlotBytes));
  std::uint64_t blob_bytes = 0;
  for (std::uint64_t i = kFirstSlot; i < slots; ++i) {
    const Slot slot = TRY(read_slot(reader).with_context("slot " + std::to_string(i)));
    if (slot.package == 0) continue;
    const auto blob = read_blob(file, slot);
    // Slots that share blocks would make a small file a long list.
    blob_bytes += slot.bytes;
    if (blob_bytes > file.size()) return make_error(ErrorCode::InvalidInput, "the blobs overlap");
    if (blob)
      sink.blob(*blob);
    else
      sink.problem("package " + std::to_string(slot.package) +
                   " of the ndb database: " + blob.error().message);
  }
  return {};
}

}  // namespace lazaret::rpm
