// SPDX-License-Identifier: Apache-2.0
// One pass over one layer: decompress, read tar, write index and pack (layer_file.h).
// Called by lazaret-worker inside the unpack jail, and by test binaries. The stream is hostile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/archive/byte_source.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/image/layer_file.h"
#include "core/model/ask.h"
#include "core/model/package.h"

namespace lazaret::image {

struct UnpackRequest {
  AskSet asks;
  Limits limits;
  bool want_diff_id = false;
  // The stream was written by the `dir` source, not by the image's maker: an entry with the attribute
  // kOmittedContent has content that was left out because no ask wants it. Never set for bytes that came from
  // anywhere else.
  bool trusted_omissions = false;
};

// Name of an extended attribute that no file system can hold (it is in no namespace that Linux knows). Its
// value is
// "<size>:<class>", class one of elf, script, text, other: the entry is of that size and class, and none of
// its content is in the stream. An ask that would want such a file (class fits, larger than its cap) makes it
// kOverLimit with a gap.
inline constexpr std::string_view kOmittedContent = "lazaret.omitted";

struct UnpackSummary {
  LayerTotals totals;
  std::uint64_t entries = 0;
  // Files over a cap, names that cannot be taken, legal but unsupported things: the first kMaxGaps, and one
  // more that counts the rest. Kinds: unsafe_path, path_over_limit, file_over_limit, sparse_member,
  // more_gaps.
  std::vector<Gap> gaps;
};
inline constexpr std::size_t kMaxGaps = 1000;

// Reads `source` to its end, sniffing the compression (none, gzip, zstd), and writes the layer file to
// `output` (an empty regular or memory file, at offset 0). On an error nothing in `output` may be used.
Result<UnpackSummary> unpack_layer(archive::ByteSource& source, const Fd& output,
                                   const UnpackRequest& request);

// Lists an outer archive (docker-archive, oci-archive): a layer file without pack, in which each regular file
// has one extent whose pack_offset is the offset of its content in the plain tar. A compressed archive is
// first decompressed into `spool` (an empty writable file); `spooled` says that offsets are into the spool.
struct ListSummary {
  UnpackSummary unpack;
  bool spooled = false;
};
Result<ListSummary> list_archive(const Fd& archive, const Fd& spool, const Fd& output,
                                 const UnpackRequest& request);

}  // namespace lazaret::image
