// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/feed_directory.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include "core/archive/zip_reader.h"
#include "core/base/fd.h"

namespace lazaret::advisory {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxRecordBytes = 64u << 20;

Result<std::vector<std::string>> sorted_names(const fs::path& directory, auto&& is_wanted) {
  std::error_code failure;
  std::vector<std::string> names;
  for (auto entry = fs::directory_iterator(directory, failure); !failure && entry != fs::directory_iterator();
       entry.increment(failure))
    if (is_wanted(*entry)) names.push_back(entry->path().filename().string());
  if (failure) return io_error("cannot list " + directory.string(), failure.value());
  std::ranges::sort(names);
  return names;
}

bool is_json_file(const fs::directory_entry& entry) {
  std::error_code ignored;
  return entry.path().extension() == ".json" && entry.is_regular_file(ignored);
}

void visit_files(const fs::path& directory, const std::string& feed, const RecordVisitor& visitor) {
  const auto names = sorted_names(directory, is_json_file);
  if (!names.has_value()) return visitor.problem(feed, names.error());
  for (const std::string& name : names.value()) {
    const auto text = read_file((directory / name).string(), kMaxRecordBytes);
    if (text.has_value())
      visitor.record(feed + "/" + name, text.value());
    else
      visitor.problem(feed + "/" + name, text.error());
  }
}

// osv.dev's zip of npm alone holds some 220,000 records.
Limits zip_limits() {
  Limits limits;
  limits.zip_entries = 5'000'000;
  limits.zip_entry_bytes = kMaxRecordBytes;
  return limits;
}

Result<void> visit_zip(const std::string& path, const std::string& where, const RecordVisitor& visitor) {
  const Fd file = TRY(open_file(path, O_RDONLY));
  const MappedFile mapped = TRY(MappedFile::map(file));
  auto zip = TRY(archive::ZipReader::open(mapped.bytes(), zip_limits()));
  std::vector<const archive::ZipEntry*> entries;
  for (const archive::ZipEntry& entry : zip.entries())
    if (entry.name.ends_with(".json")) entries.push_back(&entry);
  std::ranges::stable_sort(entries, {}, &archive::ZipEntry::name);
  for (const archive::ZipEntry* entry : entries) {
    const std::string entry_where = where + ": " + std::string(entry->name);
    const auto text = zip.read_entry(*entry, kMaxRecordBytes);
    if (text.has_value())
      visitor.record(entry_where, text.value());
    else
      visitor.problem(entry_where, text.error());
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> list_feeds(const std::string& osv_directory) {
  return sorted_names(osv_directory, [](const fs::directory_entry& entry) {
    std::error_code failure;
    if (!entry.is_directory(failure)) return false;
    if (fs::exists(entry.path() / "all.zip", failure)) return true;
    return std::any_of(fs::directory_iterator(entry.path(), failure), fs::directory_iterator(), is_json_file);
  });
}

void visit_feed(const std::string& osv_directory, const std::string& feed, const RecordVisitor& visitor) {
  const fs::path directory = fs::path(osv_directory) / feed;
  std::error_code failure;
  if (!fs::exists(directory / "all.zip", failure)) return visit_files(directory, feed, visitor);
  const auto visited = visit_zip((directory / "all.zip").string(), feed + "/all.zip", visitor);
  if (!visited.has_value()) visitor.problem(feed + "/all.zip", visited.error());
}

}  // namespace lazaret::advisory
