// SPDX-License-Identifier: Apache-2.0
#include "core/image/layer_file.h"

#include <algorithm>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/image/layer_format.h"
#include "core/image/layer_path.h"

namespace lazaret::image {
namespace {

Error damaged(const std::string& problem) {
  return make_error(ErrorCode::InvalidInput, "this is no sound layer file: " + problem);
}

Error damaged_entry(std::uint64_t index, const std::string& problem) {
  return damaged("entry " + std::to_string(index) + ' ' + problem);
}

// Where the sections lie, from the sizes in the trailer; they fill the file to the byte.
struct Sections {
  std::uint64_t entries = 0;
  std::uint64_t extents = 0;
  std::uint64_t strings = 0;
};

Result<LayerTrailer> read_trailer(std::span<const std::byte> file) {
  LayerTrailer trailer;
  if (file.size() < sizeof(trailer))
    return damaged("it is only " + std::to_string(file.size()) + " bytes long");
  std::memcpy(&trailer, file.data() + file.size() - sizeof(trailer), sizeof(trailer));
  if (trailer.magic != kLayerMagic) return damaged("it does not end in the magic");
  if (trailer.version != kLayerVersion)
    return make_error(ErrorCode::Unsupported, "layer file of version " + std::to_string(trailer.version) +
                                                  "; this build reads " + std::to_string(kLayerVersion));
  if (trailer.flavour != LayerFlavour::Layer && trailer.flavour != LayerFlavour::Listing)
    return damaged("its flavour is not known");
  if (trailer.flavour == LayerFlavour::Listing && trailer.pack_bytes != 0)
    return damaged("a listing has no pack");
  if (trailer.diff_id_length > trailer.diff_id.size()) return damaged("its diff id is too long");
  if (trailer.reserved != 0) return damaged("a reserved field is not zero");
  return trailer;
}

Result<Sections> lay_out(const LayerTrailer& trailer, std::uint64_t file_size, const Limits& limits) {
  if (trailer.entry_count > limits.entries_per_layer)
    return make_error(ErrorCode::LimitExceeded,
                      "layer file with " + std::to_string(trailer.entry_count) + " entries; the limit is " +
                          std::to_string(limits.entries_per_layer) + " (entries_per_layer)");
  if (trailer.pack_bytes > file_size || trailer.extent_count > file_size / sizeof(Extent) ||
      trailer.string_bytes > limits.layer_string_bytes)
    return damaged("its sections do not fit into it");
  Sections sections;
  sections.entries = (trailer.pack_bytes + kLayerAlignment - 1) / kLayerAlignment * kLayerAlignment;
  sections.extents = sections.entries + trailer.entry_count * sizeof(EntryRecord);
  sections.strings = sections.extents + trailer.extent_count * sizeof(Extent);
  if (sections.strings + trailer.string_bytes + sizeof(trailer) != file_size)
    return damaged("its sections do not fill it");
  return sections;
}

Result<void> check_checksum(const Digest& digest, const LayerTrailer& trailer) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < trailer.checksum.size(); ++i)
    if (digest.hex()[2 * i] != kDigits[trailer.checksum[i] >> 4] ||
        digest.hex()[2 * i + 1] != kDigits[trailer.checksum[i] & 15])
      return damaged("its checksum is wrong");
  return {};
}

// Entries use strings and extents in order and without overlap, so that one pass over the file sees
// everything and no small file can stand for much work.
class EntryCheck {
 public:
  EntryCheck(const LayerTrailer& trailer, std::span<const Extent> extents, std::string_view strings,
             const Limits& limits)
      : trailer_(trailer), extents_(extents), strings_(strings), limits_(limits) {}

  Result<void> run(std::span<const EntryRecord> entries) {
    for (const auto& entry : entries) {
      TRY(check_strings(entry));
      TRY(check_values(entry));
      TRY(check_extents(entry));
      ++index_;
    }
    if (string_ != strings_.size()) return damaged("strings are left over");
    if (extent_ != extents_.size()) return damaged("extents are left over");
    if (trailer_.flavour == LayerFlavour::Layer && pack_ != trailer_.pack_bytes)
      return damaged("the extents do not fill the pack");
    return {};
  }

 private:
  Result<void> check_strings(const EntryRecord& entry) {
    if (entry.path_offset != string_ || entry.path_length > strings_.size() - string_)
      return damaged_entry(index_, "has its path elsewhere");
    string_ += entry.path_length;
    if (entry.target_offset != string_ || entry.target_length > strings_.size() - string_)
      return damaged_entry(index_, "has its target elsewhere");
    string_ += entry.target_length;
    const auto path = strings_.substr(entry.path_offset, entry.path_length);
    const bool may_be_root = entry.type == EntryType::Directory || entry.type == EntryType::Opaque;
    if (path.empty() ? !may_be_root : !is_normal_path(path, limits_))
      return damaged_entry(index_, "has a path that is not normal");
    return check_target(entry);
  }

  Result<void> check_target(const EntryRecord& entry) {
    const auto target = strings_.substr(entry.target_offset, entry.target_length);
    if (entry.type == EntryType::HardLink) {
      if (!is_normal_path(target, limits_))
        return damaged_entry(index_, "has a link target that is not normal");
    } else if (entry.type == EntryType::Symlink) {
      if (target.size() > limits_.path_bytes || target.find('\0') != std::string_view::npos)
        return damaged_entry(index_, "has a link target that no link can have");
    } else if (!target.empty()) {
      return damaged_entry(index_, "is no link and has a target");
    }
    return {};
  }

  Result<void> check_values(const EntryRecord& entry) const {
    if (entry.type > EntryType::Opaque) return damaged_entry(index_, "is of no known type");
    if ((entry.flags & ~(kLooksElf | kLooksScript | kOverLimit)) != 0)
      return damaged_entry(index_, "has unknown flags");
    if (entry.mode > 07777) return damaged_entry(index_, "has a mode of more than permissions");
    if (entry.reserved != 0) return damaged_entry(index_, "has a reserved field that is not zero");
    if (entry.type != EntryType::File && (entry.size != 0 || entry.flags != 0 || entry.extent_count != 0))
      return damaged_entry(index_, "is no file and has content");
    return {};
  }

  Result<void> check_extents(const EntryRecord& entry) {
    if (entry.extent_first != extent_ || entry.extent_count > extents_.size() - extent_)
      return damaged_entry(index_, "has its extents elsewhere");
    std::uint64_t end = 0;
    for (const auto& extent : extents_.subspan(entry.extent_first, entry.extent_count)) {
      if (extent.length == 0 || extent.file_offset < end ||
          !range_within(extent.file_offset, extent.length, entry.size))
        return damaged_entry(index_, "has an extent outside the file or out of order");
      end = extent.file_offset + extent.length;
      TRY(check_place(extent));
    }
    extent_ += entry.extent_count;
    return {};
  }

  Result<void> check_place(const Extent& extent) {
    if (trailer_.flavour == LayerFlavour::Listing) {
      if (range_within(extent.pack_offset, extent.length, trailer_.uncompressed_bytes)) return {};
      return damaged_entry(index_, "has an extent outside the archive");
    }
    if (extent.pack_offset != pack_ || extent.length > trailer_.pack_bytes - pack_)
      return damaged_entry(index_, "has an extent elsewhere in the pack");
    pack_ += extent.length;
    return {};
  }

  const LayerTrailer& trailer_;
  std::span<const Extent> extents_;
  std::string_view strings_;
  const Limits& limits_;
  std::uint64_t index_ = 0;
  std::uint64_t string_ = 0;  // how far each section has been used up
  std::uint64_t extent_ = 0;
  std::uint64_t pack_ = 0;
};

template <typename T>
std::span<const T> section(std::span<const std::byte> file, std::uint64_t offset, std::uint64_t count) {
  return {reinterpret_cast<const T*>(file.data() + offset), static_cast<std::size_t>(count)};
}

}  // namespace

Result<LayerFile> LayerFile::open(const Fd& file, const Limits& limits) {
  LayerFile layer;
  layer.file_ = TRY(MappedFile::map(file));
  const auto bytes = layer.file_.bytes();
  const LayerTrailer trailer = TRY(read_trailer(bytes));
  const Sections at = TRY(lay_out(trailer, bytes.size(), limits));
  const auto trailer_at = bytes.size() - sizeof(trailer);
  // The checksum stands first in the trailer, and covers what follows it too.
  Hasher hasher;
  hasher.update(bytes.subspan(at.entries, trailer_at - at.entries));
  hasher.update(bytes.subspan(trailer_at + sizeof(trailer.checksum)));
  TRY(check_checksum(hasher.finish(), trailer));

  layer.pack_ = bytes.first(trailer.pack_bytes);
  layer.entries_ = section<EntryRecord>(bytes, at.entries, trailer.entry_count);
  layer.extents_ = section<Extent>(bytes, at.extents, trailer.extent_count);
  layer.strings_ = as_text(bytes.subspan(at.strings, trailer.string_bytes));
  TRY(EntryCheck(trailer, layer.extents_, layer.strings_, limits).run(layer.entries_));
  layer.is_listing_ = trailer.flavour == LayerFlavour::Listing;
  layer.totals_ = {trailer.compressed_bytes, trailer.uncompressed_bytes,
                   std::string(trailer.diff_id.data(), trailer.diff_id_length)};
  if (!layer.totals_.diff_id.empty()) TRY(Digest::parse(layer.totals_.diff_id));
  return layer;
}

}  // namespace lazaret::image
