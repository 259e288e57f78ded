// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/header.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "core/base/text.h"

namespace lazaret::rpm {
namespace {

enum Tag : std::uint32_t {
  kName = 1000,
  kVersion = 1001,
  kRelease = 1002,
  kEpoch = 1003,
  kVendor = 1011,
  kLicense = 1014,
  kArch = 1022,
  kOldFileNames = 1027,
  kFileStates = 1029,
  kFileModes = 1030,
  kSourceRpm = 1044,
  kDirIndexes = 1116,
  kBaseNames = 1117,
  kDirNames = 1118,
  kModularityLabel = 5096,
};
enum Type : std::uint32_t {
  kChar = 1,
  kInt16 = 3,
  kInt32 = 4,
  kString = 6,
  kStringArray = 8,
  kI18nString = 9
};

constexpr std::size_t kEntryBytes = 16;
constexpr std::uint32_t kMaxEntries = 65'535;  // rpm's own limit
constexpr std::uint16_t kModeMask = 0170000;
constexpr std::uint16_t kDirectoryMode = 0040000;

template <typename T>
T load_big(Bytes bytes, std::size_t offset) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                           std::to_integer<std::uint64_t>(bytes[offset + i]));
  return value;
}

Error malformed(std::string what) {
  return make_error(ErrorCode::InvalidInput, "rpm header: " + std::move(what));
}

// The text at `offset` up to its NUL; nothing where the store ends before.
std::optional<std::string_view> terminated(Bytes store, std::size_t offset) {
  if (offset >= store.size()) return std::nullopt;
  const std::string_view rest(reinterpret_cast<const char*>(store.data()) + offset, store.size() - offset);
  const auto end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

// State 0 is normal, 1 replaced by another package's file; 2 and 3 were never put on disk.
bool is_on_disk(const std::vector<std::uint8_t>& states, std::size_t file) {
  return file >= states.size() || states[file] < 2;
}
bool is_directory(const std::vector<std::uint16_t>& modes, std::size_t file) {
  return file < modes.size() && (modes[file] & kModeMask) == kDirectoryMode;
}

}  // namespace

Result<Header> Header::parse(Bytes blob) {
  if (blob.size() > kMaxHeaderBytes)
    return make_error(ErrorCode::LimitExceeded, "rpm header of " + std::to_string(blob.size()) +
                                                    " bytes, the limit is " +
                                                    std::to_string(kMaxHeaderBytes));
  ByteReader reader(blob, "rpm header");
  const auto entries = TRY(reader.read_u32be());
  const auto store_bytes = TRY(reader.read_u32be());
  if (entries > kMaxEntries)
    return malformed(std::to_string(entries) + " tags, the limit is " + std::to_string(kMaxEntries));
  Header header;
  header.index_ = TRY(reader.take(std::uint64_t{entries} * kEntryBytes));
  header.store_ = TRY(reader.take(store_bytes));
  return header;
}

std::optional<Header::Entry> Header::find(std::uint32_t tag) const {
  for (std::size_t at = 0; at + kEntryBytes <= index_.size(); at += kEntryBytes)
    if (load_big<std::uint32_t>(index_, at) == tag)
      return Entry{load_big<std::uint32_t>(index_, at + 4), load_big<std::uint32_t>(index_, at + 8),
                   load_big<std::uint32_t>(index_, at + 12)};
  return std::nullopt;
}

std::string_view Header::text(std::uint32_t tag) const {
  const auto entry = find(tag);
  if (!entry || (entry->type != kString && entry->type != kI18nString && entry->type != kStringArray))
    return {};
  return terminated(store_, entry->offset).value_or(std::string_view());
}

Result<std::vector<std::string_view>> Header::texts(std::uint32_t tag) const {
  std::vector<std::string_view> found;
  const auto entry = find(tag);
  if (!entry) return found;
  if (entry->type != kStringArray && entry->type != kString)
    return malformed("tag " + std::to_string(tag) + " is no text");
  if (entry->count > store_.size())
    return malformed("tag " + std::to_string(tag) + " counts more texts than there are bytes");
  found.reserve(entry->count);
  std::size_t offset = entry->offset;
  for (std::uint32_t i = 0; i < entry->count; ++i) {
    const auto part = terminated(store_, offset);
    if (!part) return malformed("tag " + std::to_string(tag) + " runs out of the store");
    found.push_back(*part);
    offset += part->size() + 1;
  }
  return found;
}

template <typename T>
std::vector<T> Header::numbers(std::uint32_t tag, std::uint32_t type) const {
  std::vector<T> found;
  const auto entry = find(tag);
  if (!entry || entry->type != type ||
      !range_within(entry->offset, std::uint64_t{entry->count} * sizeof(T), store_.size()))
    return found;
  found.reserve(entry->count);
  for (std::size_t i = 0; i < entry->count; ++i)
    found.push_back(load_big<T>(store_, entry->offset + i * sizeof(T)));
  return found;
}

Result<Package> Header::package() const {
  Package package;
  package.name = text(kName);
  const std::string_view version = text(kVersion);
  if (package.name.empty() || version.empty()) return malformed("it has no name or no version");
  const auto epoch = numbers<std::uint32_t>(kEpoch, kInt32);
  if (!epoch.empty()) package.version = std::to_string(epoch.front()) + ":";
  package.version += version;
  if (const auto release = text(kRelease); !release.empty()) package.version.append("-").append(release);
  package.arch = text(kArch);
  package.source_rpm = text(kSourceRpm);
  package.modularity = text(kModularityLabel);
  package.license = text(kLicense);
  package.vendor = text(kVendor);
  return package;
}

Result<void> Header::for_each_old_file(const std::function<void(std::string_view)>& use) const {
  for (const auto path : TRY(texts(kOldFileNames))) use(path);
  return {};
}

Result<void> Header::for_each_file(const std::function<void(std::string_view)>& use) const {
  const auto base_names = TRY(texts(kBaseNames));
  if (base_names.empty()) return for_each_old_file(use);
  const auto directories = TRY(texts(kDirNames));
  const auto indexes = numbers<std::uint32_t>(kDirIndexes, kInt32);
  const auto states = numbers<std::uint8_t>(kFileStates, kChar);
  const auto modes = numbers<std::uint16_t>(kFileModes, kInt16);
  if (indexes.size() != base_names.size())
    return malformed("its file names and directory indexes differ in number");
  std::string path;
  for (std::size_t i = 0; i < base_names.size(); ++i) {
    if (indexes[i] >= directories.size()) return malformed("a directory index is out of range");
    if (!is_on_disk(states, i) || is_directory(modes, i)) continue;
    path.assign(directories[indexes[i]]).append(base_names[i]);
    use(path);
  }
  return {};
}

std::optional<SourceName> parse_source_rpm(std::string_view file_name, std::string_view binary_version) {
  for (const std::string_view suffix : {".src.rpm", ".nosrc.rpm"}) {
    if (!file_name.ends_with(suffix)) continue;
    const std::string_view label = file_name.substr(0, file_name.size() - suffix.size());
    const auto release = label.rfind('-');
    if (release == std::string_view::npos || release == 0) return std::nullopt;
    const auto version = label.rfind('-', release - 1);
    if (version == std::string_view::npos || version == 0) return std::nullopt;
    SourceName source{label.substr(0, version), {}};
    if (const auto colon = binary_version.find(':'); colon != std::string_view::npos)
      source.version = binary_version.substr(0, colon + 1);
    source.version += label.substr(version + 1);
    return source;
  }
  return std::nullopt;
}

}  // namespace lazaret::rpm
