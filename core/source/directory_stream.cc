// SPDX-License-Identifier: Apache-2.0
#include "core/source/directory_stream.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <array>

#include "core/archive/tar_writer.h"
#include "core/image/unpacker.h"

namespace lazaret::source {
namespace {

using archive::EntryType;
using archive::TarEntry;

TarEntry header_of(const TreeEntry& entry) {
  TarEntry header;
  header.path = entry.path;
  header.mode = entry.status.st_mode & 07777u;
  header.uid = entry.status.st_uid;
  header.gid = entry.status.st_gid;
  header.mtime = entry.status.st_mtim.tv_sec;
  header.device_major = major(entry.status.st_rdev);
  header.device_minor = minor(entry.status.st_rdev);
  return header;
}

std::optional<EntryType> type_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryType::File;
  if (S_ISDIR(mode)) return EntryType::Directory;
  if (S_ISLNK(mode)) return EntryType::Symlink;
  if (S_ISCHR(mode)) return EntryType::CharDevice;
  if (S_ISBLK(mode)) return EntryType::BlockDevice;
  if (S_ISFIFO(mode)) return EntryType::Fifo;
  return std::nullopt;  // a socket: it has no content and no place in an archive
}

void omit(TarEntry& header, std::uint64_t size, const image::FileClass& file_class) {
  header.size = 0;
  if (size == 0) return;
  header.xattrs.emplace_back(image::kOmittedContent,
                             std::to_string(size) + ":" + std::string(class_word(file_class)));
}

}  // namespace

void DirectoryStream::changed(const std::string& path, const std::string& how) {
  gaps_->add("changed_while_read", path,
             "the file " + how + " while it was read: scan again when it is at rest");
}

// True when the entry is another name of a file that was met before.
bool DirectoryStream::write_link(const TreeEntry& entry, TarEntry& header) {
  if (entry.status.st_nlink < 2) return false;
  const auto [first, fresh] = linked_.try_emplace({entry.status.st_dev, entry.status.st_ino}, entry.path);
  if (fresh) return false;
  header.type = EntryType::HardLink;
  header.link_target = first->second;
  pending_ += archive::tar_header(header);
  return true;
}

void DirectoryStream::write_file(const TreeEntry& entry, TarEntry header) {
  if (write_link(entry, header)) return;
  const auto listed_size = static_cast<std::uint64_t>(entry.status.st_size);
  header.size = listed_size;
  if (listed_size == 0 || !choice_.any_matches(entry.path)) {
    omit(header, listed_size, {});
    pending_ += archive::tar_header(header);
    return;
  }
  auto file = entry.parent->open_regular(entry.name);
  if (!file) {
    gaps_->add("unreadable_path", entry.path, file.error().message);
    omit(header, listed_size, {});
    pending_ += archive::tar_header(header);
    return;
  }
  std::array<std::byte, image::kTextBytes> first{};
  const auto got = read_at(*file, 0, first);
  const auto file_class = image::classify(std::span(first).first(got.value_or(0)));
  if (!got) gaps_->add("unreadable_path", entry.path, got.error().message);
  if (!got || !choice_.wanted(entry.path, file_class, listed_size)) {
    omit(header, listed_size, file_class);
    pending_ += archive::tar_header(header);
    return;
  }
  pending_ += archive::tar_header(header);
  content_ = Content{file.take(), entry.path, listed_size};
}

void DirectoryStream::write_entry(const TreeEntry& entry) {
  const auto type = type_of(entry.status.st_mode);
  if (!type) return;
  TarEntry header = header_of(entry);
  header.type = *type;
  if (*type == EntryType::File) return write_file(entry, std::move(header));
  if (*type == EntryType::Directory) header.path += '/';
  if (*type == EntryType::Symlink) {
    auto target = entry.parent->read_link(entry.name);
    if (!target) return gaps_->add("unreadable_path", entry.path, target.error().message);
    header.link_target = target.take();
  }
  pending_ += archive::tar_header(header);
}

Result<void> DirectoryStream::advance() {
  pending_.clear();
  pending_done_ = 0;
  constexpr std::size_t kBatchBytes = 64 * 1024;  // small entries together: one write to the jail for many
  while (pending_.size() < kBatchBytes && !content_ && !ended_) {
    const auto entry = TRY(walk_.next());
    if (entry) {
      write_entry(*entry);
    } else {
      pending_ += archive::tar_end();
      ended_ = true;
    }
  }
  return {};
}

std::size_t DirectoryStream::read_content(std::span<std::byte> buffer) {
  Content& content = *content_;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), content.size - content.done));
  const auto part = buffer.first(wanted);
  std::size_t got = 0;
  if (!content.failed) {
    auto result = read_at(content.file, content.done, part);
    got = result.value_or(0);
    content.failed = got < wanted;
    if (content.failed) changed(content.path, result ? "became shorter" : "could not be read further");
  }
  std::fill(part.begin() + static_cast<std::ptrdiff_t>(got), part.end(), std::byte{0});
  content.done += wanted;
  if (content.done == content.size) finish_content();
  return wanted;
}

void DirectoryStream::finish_content() {
  const auto size_now = size_of(content_->file);
  if (!content_->failed && size_now && *size_now > content_->size) changed(content_->path, "grew");
  pending_.assign(archive::tar_padding(content_->size), '\0');
  pending_done_ = 0;
  content_.reset();
}

Result<std::size_t> DirectoryStream::read(std::span<std::byte> buffer) {
  if (pending_done_ == pending_.size() && !content_ && !ended_) TRY(advance());
  if (pending_done_ < pending_.size()) {
    const std::size_t count = std::min(buffer.size(), pending_.size() - pending_done_);
    const auto part = as_byte_span(pending_).subspan(pending_done_, count);
    std::copy(part.begin(), part.end(), buffer.begin());
    pending_done_ += count;
    return count;
  }
  return content_ ? read_content(buffer) : std::size_t{0};
}

}  // namespace lazaret::source
