// SPDX-License-Identifier: Apache-2.0
#include "core/image/unpacker.h"

#include <optional>

#include "core/archive/decoder.h"
#include "core/archive/tar_reader.h"
#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/image/content_keeper.h"
#include "core/image/gap_list.h"
#include "core/image/layer_builder.h"
#include "core/image/layer_path.h"
#include "core/image/tar_record.h"
#include "core/image/tee_source.h"
#include "core/image/whiteout.h"

namespace lazaret::image {
namespace {

// "<size>:<class>" of kOmittedContent.
struct Omission {
  std::uint64_t size = 0;
  FileClass file_class;
};
Result<std::optional<Omission>> omission_of(const archive::TarEntry& entry) {
  for (const auto& [name, value] : entry.xattrs) {
    if (name != kOmittedContent) continue;
    const auto parts = split(value, ':');
    const auto size = parse_unsigned(parts[0]);
    const auto word = parts.size() == 2 ? parts[1] : std::string_view();
    if (!size || (word != "elf" && word != "script" && word != "text" && word != "other"))
      return make_error(ErrorCode::InvalidInput,
                        "an omission must read <size>:<class>, not \"" + value + '"');
    return Omission{*size, {word == "elf", word == "script", word == "text" || word == "script"}};
  }
  return std::optional<Omission>();
}

class Unpacking {
 public:
  Unpacking(archive::ByteSource& plain, const Fd& output, const UnpackRequest& request)
      : request_(request),
        reader_(plain, request.limits),
        builder_(output, request.limits),
        keeper_(request.asks, request.limits, reader_, builder_, gaps_) {}

  Result<void> run() {
    while (const auto entry = TRY(reader_.next())) TRY(take(*entry));
    return {};
  }
  Result<UnpackSummary> finish(LayerTotals totals) {
    TRY(builder_.finish(totals));
    return UnpackSummary{std::move(totals), builder_.entry_count(), gaps_.take()};
  }

 private:
  Result<void> take(const archive::TarEntry& entry) {
    const auto normal = normalise_path(entry.path, request_.limits);
    if (normal.problem != PathProblem::None) return refuse(entry.path, normal);
    const auto whiteout = read_whiteout(normal.path);
    EntryRecord record = record_of(entry);
    switch (whiteout.kind) {
      case Whiteout::Kind::None: return take_entry(entry, normal.path, record);
      case Whiteout::Kind::Ignored: return {};
      case Whiteout::Kind::Unsafe:
        gaps_.add("unsafe_path", entry.path, "the whiteout names nothing that could be there");
        return {};
      case Whiteout::Kind::Whiteout: record.type = EntryType::Whiteout; break;
      case Whiteout::Kind::Opaque: record.type = EntryType::Opaque; break;
    }
    record.size = 0;
    return builder_.add(record, whiteout.path, {}, {});
  }

  Result<void> refuse(std::string_view path, const NormalPath& normal) {
    gaps_.add(normal.problem == PathProblem::Unsafe ? "unsafe_path" : "path_over_limit", path, normal.reason);
    return {};
  }

  Result<void> take_entry(const archive::TarEntry& entry, const std::string& path, EntryRecord& record) {
    if (path.empty() && record.type != EntryType::Directory) {
      gaps_.add("unsafe_path", entry.path, "the name stands for the root, which is a directory");
      return {};
    }
    if (record.type == EntryType::HardLink) return take_hard_link(entry, path, record);
    if (record.type == EntryType::Symlink) return take_symlink(entry, path, record);
    if (record.type == EntryType::File) return take_file(entry, path, record);
    return builder_.add(record, path, {}, {});
  }

  Result<void> take_hard_link(const archive::TarEntry& entry, const std::string& path,
                              const EntryRecord& record) {
    auto target = normalise_path(entry.link_target, request_.limits);
    if (target.problem == PathProblem::None && target.path.empty()) {
      target.problem = PathProblem::Unsafe;
      target.reason = "a hard link cannot lead to the root";
    }
    if (target.problem != PathProblem::None) {
      target.reason =
          "hard link to " + printable_path(entry.link_target.substr(0, 256)) + ": " + target.reason;
      return refuse(entry.path, target);
    }
    return builder_.add(record, path, target.path, {});
  }

  Result<void> take_symlink(const archive::TarEntry& entry, const std::string& path,
                            const EntryRecord& record) {
    if (entry.link_target.size() > request_.limits.path_bytes) {
      gaps_.add("path_over_limit", entry.path,
                "the link's target has " + std::to_string(entry.link_target.size()) +
                    " bytes; the limit is " + std::to_string(request_.limits.path_bytes) + " (path_bytes)");
      return {};
    }
    return builder_.add(record, path, entry.link_target, {});
  }

  Result<void> take_file(const archive::TarEntry& entry, const std::string& path, EntryRecord& record) {
    ContentKeeper::Kept kept;
    const auto omission = request_.trusted_omissions ? TRY(omission_of(entry)) : std::optional<Omission>();
    if (omission) {
      record.size = omission->size;
      kept = TRY(keeper_.note_omitted(path, omission->size, omission->file_class));
    } else {
      kept = TRY(keeper_.keep(path, entry.size));
    }
    record.flags = kept.flags;
    return builder_.add(record, path, {}, kept.extents);
  }

  const UnpackRequest& request_;
  GapList gaps_{kMaxGaps};
  archive::TarReader reader_;
  LayerBuilder builder_;
  ContentKeeper keeper_;
};

}  // namespace

Result<UnpackSummary> unpack_layer(archive::ByteSource& source, const Fd& output,
                                   const UnpackRequest& request) {
  const auto decoder = TRY(archive::open_decoder(source, request.limits));
  TeeSource plain(*decoder);
  std::optional<Hasher> hasher;
  // Of a plain tar the diff id is the blob's own digest; it is needed to see that it is.
  if (request.want_diff_id || decoder->compression() == archive::Compression::None)
    plain.hash_with(&hasher.emplace());
  Unpacking unpacking(plain, output, request);
  TRY(unpacking.run());
  TRY(archive::drain(plain));
  LayerTotals totals{decoder->compressed_bytes(), decoder->uncompressed_bytes(), {}};
  if (hasher) totals.diff_id = hasher->finish().text();
  return unpacking.finish(std::move(totals));
}

}  // namespace lazaret::image
