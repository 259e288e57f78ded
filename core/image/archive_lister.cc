// SPDX-License-Identifier: Apache-2.0
// list_archive of unpacker.h: where the members of an outer archive lie.
// Called by lazaret-worker inside the unpack jail. The archive is hostile.
#include <array>

#include "core/archive/decoder.h"
#include "core/archive/tar_reader.h"
#include "core/image/gap_list.h"
#include "core/image/layer_builder.h"
#include "core/image/layer_path.h"
#include "core/image/tar_record.h"
#include "core/image/tee_source.h"
#include "core/image/unpacker.h"

namespace lazaret::image {
namespace {

Result<void> add_member(const archive::TarEntry& entry, std::uint64_t content_offset, const Limits& limits,
                        LayerBuilder& builder, GapList& gaps) {
  const auto normal = normalise_path(entry.path, limits);
  EntryRecord record = record_of(entry);
  if (normal.problem != PathProblem::None) {
    gaps.add("unsafe_path", entry.path, normal.reason);
    return {};
  }
  if (normal.path.empty() && record.type != EntryType::Directory) return {};
  if (entry.sparse) {
    gaps.add("sparse_member", entry.path, "a sparse member of an outer archive is not read");
    return {};
  }
  if (record.type == EntryType::HardLink) {
    const auto target = normalise_path(entry.link_target, limits);
    if (target.problem != PathProblem::None || target.path.empty()) {
      gaps.add("unsafe_path", entry.path, "the hard link leads outside the archive");
      return {};
    }
    return builder.add(record, normal.path, target.path, {});
  }
  if (record.type == EntryType::Symlink && entry.link_target.size() > limits.path_bytes) return {};
  const Extent content{0, record.size, content_offset};
  return builder.add(record, normal.path,
                     record.type == EntryType::Symlink ? entry.link_target : std::string(),
                     std::span(&content, record.size > 0 ? 1 : 0));
}

Result<UnpackSummary> list_tar(archive::ByteSource& plain, const Fd& output, Limits limits) {
  limits.entries_per_layer = limits.archive_entries;
  archive::TarReader reader(plain, limits);
  LayerBuilder builder(output, limits, LayerFlavour::Listing);
  GapList gaps(kMaxGaps);
  while (const auto entry = TRY(reader.next()))
    TRY(add_member(*entry, reader.content_offset(), limits, builder, gaps));
  UnpackSummary summary;
  summary.entries = builder.entry_count();
  summary.totals.uncompressed_bytes = reader.position() + TRY(archive::drain(plain));
  summary.totals.compressed_bytes = summary.totals.uncompressed_bytes;
  TRY(builder.finish(summary.totals));
  summary.gaps = gaps.take();
  return summary;
}

}  // namespace

Result<ListSummary> list_archive(const Fd& archive, const Fd& spool, const Fd& output,
                                 const UnpackRequest& request) {
  std::array<std::byte, archive::kMagicBytes> magic;
  const std::size_t got = TRY(read_at(archive, 0, magic));
  archive::FdSource stored(archive);
  if (archive::detect_compression(std::span(magic).first(got)) == archive::Compression::None)
    return ListSummary{TRY(list_tar(stored, output, request.limits)), false};
  const auto decoder = TRY(archive::open_decoder(stored, request.limits));
  BufferedWriter writer(spool);
  TeeSource plain(*decoder);
  plain.write_to(&writer);
  ListSummary listed{TRY(list_tar(plain, output, request.limits)), true};
  TRY(writer.flush());
  return listed;
}

}  // namespace lazaret::image
