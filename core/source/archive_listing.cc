// SPDX-License-Identifier: Apache-2.0
#include "core/source/archive_listing.h"

#include <fcntl.h>

#include "core/base/bytes.h"
#include "core/base/text.h"

namespace lazaret::source {
namespace {

// `target` as a link at `path` means it, relative to the archive's root; nothing where it leads out of it.
std::optional<std::string> resolve_link(std::string_view path, std::string_view target) {
  std::vector<std::string_view> segments = split(path, '/');
  segments.pop_back();
  if (target.starts_with('/')) segments.clear();
  for (const auto segment : split(target, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else {
      if (segments.empty()) return std::nullopt;
      segments.pop_back();
    }
  }
  std::string resolved;
  for (const auto segment : segments) resolved.append(resolved.empty() ? "" : "/").append(segment);
  return resolved;
}

// Reads the archive and, where that is compressed, fills the spool: in a jail.
Result<image::ListSummary> list(const Fd& archive, const Fd& spool, const Fd& output, const Limits& limits,
                                sandbox::Runner& runner) {
  sandbox::ListJob job;
  job.archive = TRY(duplicate(archive));
  job.spool = TRY(duplicate(spool));
  job.output = TRY(duplicate(output));
  job.request.limits = limits;
  auto result = runner.list(std::move(job));
  if (result.outcome.ok()) return std::move(result.summary);
  return make_error(ErrorCode::InvalidInput, "cannot be read as an archive (" +
                                                 std::string(to_string(result.outcome.status)) +
                                                 "): " + result.outcome.detail);
}

Result<Fd> open_archive(const std::string& path) {
  Fd file = TRY(open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (S_ISREG(TRY(stat_of(file)).st_mode)) return file;
  return make_error(ErrorCode::InvalidInput, path + " is not a regular file");
}

}  // namespace

Result<std::shared_ptr<const ArchiveListing>> ArchiveListing::open(const std::string& path,
                                                                   const OpenOptions& options,
                                                                   sandbox::Runner& runner) {
  Fd archive = TRY(open_archive(path));
  Fd spool = TRY(options.spool_directory.empty() ? make_memory_file("lazaret-spool")
                                                 : make_unnamed_file(options.spool_directory));
  const Fd output = TRY(make_memory_file("lazaret-listing"));
  const auto summary = TRY(list(archive, spool, output, options.limits, runner).with_context(path));
  const auto listing = TRY(image::LayerFile::open(output, options.limits).with_context("listing of " + path));
  auto file = std::make_shared<const Fd>(summary.spooled ? std::move(spool) : std::move(archive));
  const std::uint64_t size = TRY(size_of(*file));
  std::shared_ptr<ArchiveListing> made(new ArchiveListing(path, std::move(file), size, options.limits));
  for (const auto& entry : listing.entries()) made->add(listing, entry);
  return std::shared_ptr<const ArchiveListing>(std::move(made));
}

void ArchiveListing::add(const image::LayerFile& listing, const image::EntryRecord& entry) {
  Member member{entry.type, 0, entry.size, {}};
  const auto extents = listing.extents(entry);
  if (entry.type == image::EntryType::File && entry.size > 0) {
    if (extents.size() != 1 || extents[0].file_offset != 0 || extents[0].length != entry.size)
      member.size = UINT64_MAX;  // a sparse member: open() says that the range is not there
    else
      member.offset = extents[0].pack_offset;
  }
  std::string path(listing.path(entry));
  if (entry.type == image::EntryType::HardLink) member.target = listing.target(entry);
  if (entry.type == image::EntryType::Symlink)
    member.target = resolve_link(path, listing.target(entry)).value_or("");
  const auto [at, fresh] = members_.insert_or_assign(std::move(path), std::move(member));
  if (!fresh) repeated_.insert(at->first);
}

Result<FileRange> ArchiveListing::open(const std::string& path) const {
  const std::string* name = &path;
  for (std::uint64_t hops = 0; hops <= limits_.symlink_hops; ++hops) {
    const auto found = members_.find(*name);
    if (found == members_.end())
      return make_error(
          ErrorCode::NotFound,
          path + " is missing from " + path_ + (*name == path ? "" : " (it is a link to \"" + *name + "\")"));
    const Member& member = found->second;
    if (member.type == image::EntryType::Symlink || member.type == image::EntryType::HardLink) {
      name = &member.target;
      continue;
    }
    if (member.type != image::EntryType::File)
      return make_error(ErrorCode::InvalidInput, *name + " in " + path_ + " is not a regular file");
    if (!range_within(member.offset, member.size, file_size_))
      return make_error(ErrorCode::InvalidInput,
                        *name + " in " + path_ + " is not stored in one piece, or was cut");
    return FileRange{file_, member.offset, member.size, false};
  }
  return make_error(ErrorCode::InvalidInput, path + " in " + path_ +
                                                 " is a link that leads through more than " +
                                                 std::to_string(limits_.symlink_hops) + " links");
}

Result<void> ArchiveListing::require_single(const std::string& path) const {
  if (!repeated_.contains(path)) return {};
  return make_error(ErrorCode::InvalidInput, path + " is in " + path_ + " more than once");
}

std::vector<std::string> ArchiveListing::some_names(std::size_t most) const {
  std::vector<std::string> names;
  for (const auto& [name, member] : members_) {
    if (names.size() == most) break;
    names.push_back(printable_path(name));
  }
  return names;
}

}  // namespace lazaret::source
