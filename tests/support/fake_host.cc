// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_host.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "sandbox/plugin_manifest.h"

namespace lazaret::test {
namespace {

constexpr std::string_view kElfMagic =
    "\x7f"
    "ELF";

lz_text text_of(const std::string& text) { return {text.data(), static_cast<std::uint32_t>(text.size()), 0}; }
std::string string_of(lz_text text) {
  return text.data == nullptr ? std::string() : std::string(text.data, text.size);
}

bool glob_segment(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.front() == '*') {
    for (std::size_t skip = 0; skip <= text.size(); ++skip)
      if (glob_segment(glob.substr(1), text.substr(skip))) return true;
    return false;
  }
  return !text.empty() && (glob.front() == '?' || glob.front() == text.front()) &&
         glob_segment(glob.substr(1), text.substr(1));
}

using Parts = std::span<const std::string_view>;

bool glob_path(Parts glob, Parts path) {
  if (glob.empty()) return path.empty();
  if (glob.front() == "**") {
    for (std::size_t skip = 0; skip <= path.size(); ++skip)
      if (glob_path(glob.subspan(1), path.subspan(skip))) return true;
    return false;
  }
  return !path.empty() && glob_segment(glob.front(), path.front()) &&
         glob_path(glob.subspan(1), path.subspan(1));
}

}  // namespace

FakeHost::FakeHost(std::map<std::string, std::string> files, AskSet asks,
                   std::map<std::string, std::string> links)
    : links_(std::move(links)), asks_(std::move(asks)) {
  for (auto& [path, content] : files) {
    File file{path, std::move(content)};
    for (const auto& ask : asks_.asks)
      if (matches(ask, file.path, file.content))
        (ask.sections.empty() ? file.is_whole : file.is_parts) = true;
    files_.push_back(std::move(file));
  }
  host_.struct_size = sizeof host_;
  host_.abi_minor = LZ_ABI_MINOR;
  host_.context = this;
  host_.emit = [](const lz_host* host, const lz_record* record) { return self(host).emit(*record); };
  host_.log = [](const lz_host*, std::uint32_t, lz_text) {};
  host_.set_error = [](const lz_host* host, lz_text text) { self(host).error_ = string_of(text); };
  host_.should_stop = [](const lz_host* host) { return self(host).stop ? 1 : 0; };
  host_.walk = [](const lz_host* host, std::uint32_t ask, lz_cursor* cursor, lz_file_info* info) {
    return self(host).walk(ask, *cursor, *info);
  };
  host_.stat = [](const lz_host* host, lz_text path, std::uint32_t follow, lz_file_info* info) {
    return self(host).stat(string_of(path), follow != 0, *info);
  };
  host_.read_at = [](const lz_host* host, std::uint64_t node, std::uint64_t offset, void* buffer,
                     std::uint64_t size) {
    const File& file = self(host).files_[node];
    if (!file.is_whole && !file.is_parts) return std::int64_t{LZ_ERR_NO_CONTENT};
    if (offset >= file.content.size()) return std::int64_t{0};
    const std::uint64_t count = std::min<std::uint64_t>(size, file.content.size() - offset);
    std::memcpy(buffer, file.content.data() + offset, count);
    return static_cast<std::int64_t>(count);
  };
  host_.map = [](const lz_host* host, std::uint64_t node, const void** data, std::uint64_t* size) {
    const File& file = self(host).files_[node];
    if (!file.is_whole) return LZ_ERR_NO_CONTENT;
    *data = file.content.data();
    *size = file.content.size();
    return LZ_OK;
  };
  host_.get_extension = [](const lz_host*, const char*) -> const void* { return nullptr; };
}

bool FakeHost::matches(const FileAsk& ask, const std::string& path, const std::string& content) const {
  if (content.size() > ask.max_bytes) return false;
  if (ask.content == ContentClass::Elf && !content.starts_with(kElfMagic)) return false;
  return std::any_of(ask.globs.begin(), ask.globs.end(),
                     [&](const std::string& glob) { return glob_path(split(glob, '/'), split(path, '/')); });
}

void FakeHost::describe(std::uint64_t node, lz_file_info& info) const {
  const File& file = files_[node];
  info.type = LZ_FILE;
  info.flags = (file.is_whole ? LZ_CONTENT_WHOLE : 0) | (file.is_parts ? LZ_CONTENT_PARTS : 0);
  info.mode = 0644;
  info.size = file.content.size();
  info.node = node;
  info.path = text_of(file.path);
}

std::int32_t FakeHost::walk(std::uint32_t ask, lz_cursor& cursor, lz_file_info& info) const {
  if (ask >= asks_.asks.size() || info.struct_size != sizeof info) return LZ_ERR_INVALID;
  for (; cursor.position < files_.size(); ++cursor.position)
    if (matches(asks_.asks[ask], files_[cursor.position].path, files_[cursor.position].content)) {
      describe(cursor.position++, info);
      return LZ_FOUND;
    }
  return LZ_END;
}

std::int32_t FakeHost::stat(std::string path, bool follow, lz_file_info& info) const {
  for (int hops = 0; follow && hops < 40 && links_.contains(path); ++hops) path = links_.at(path);
  for (std::size_t node = 0; node < files_.size(); ++node)
    if (files_[node].path == path) {
      describe(node, info);
      return LZ_OK;
    }
  return LZ_ERR_NOT_FOUND;
}

std::int32_t FakeHost::emit_package(const lz_package& raw) {
  Package package;
  for (const auto& [from, to] : {std::pair{raw.type, &package.type},
                                 {raw.name, &package.name},
                                 {raw.version, &package.version},
                                 {raw.arch, &package.arch},
                                 {raw.source_name, &package.source.name},
                                 {raw.source_version, &package.source.version}}) {
    *to = string_of(from);
    if (!is_valid_utf8(*to)) return LZ_ERR_INVALID;
  }
  if (package.type.empty() || package.name.empty()) return LZ_ERR_INVALID;
  if (raw.license.size > 0) package.licenses.push_back(string_of(raw.license));
  for (std::uint32_t i = 0; i < raw.property_count; ++i)
    package.properties[string_of(raw.properties[i].key)] = string_of(raw.properties[i].value);
  package.locations.push_back({string_of(raw.path), {}});
  detection_.packages.push_back(std::move(package));
  return LZ_OK;
}

std::int32_t FakeHost::emit(const lz_record& record) {
  if (++emitted_ > emit_limit) return LZ_ERR_LIMIT;
  if (record.kind == LZ_RECORD_PACKAGE) return emit_package(*static_cast<const lz_package*>(record.body));
  if (record.kind == LZ_RECORD_OS) {
    const auto& os = *static_cast<const lz_os*>(record.body);
    if (!detection_.os)
      detection_.os = OsRelease{string_of(os.id), string_of(os.version_id), string_of(os.codename),
                                string_of(os.pretty_name), string_of(os.id_like)};
  } else if (record.kind == LZ_RECORD_OWNS) {
    const auto& owns = *static_cast<const lz_owns*>(record.body);
    for (std::uint32_t i = 0; i < owns.path_count; ++i)
      detection_.owned_paths.push_back(string_of(owns.paths[i]));
  } else if (record.kind == LZ_RECORD_GAP) {
    const auto& gap = *static_cast<const lz_gap*>(record.body);
    if (!is_valid_utf8(string_of(gap.subject)) || !is_valid_utf8(string_of(gap.reason)))
      return LZ_ERR_INVALID;
    detection_.gaps.push_back({string_of(gap.kind), string_of(gap.subject), string_of(gap.reason), {}});
  } else {
    return LZ_ERR_INVALID;
  }
  return LZ_OK;
}

std::int32_t FakeHost::run(const lz_plugin& plugin) {
  void* instance = nullptr;
  if (const auto made = plugin.create(&host_, &instance); made != LZ_OK) return made;
  const std::int32_t status = plugin.scan(instance);
  plugin.destroy(instance);
  return status;
}

LoadedPlugin load_plugin(const std::string& path) {
  LoadedPlugin loaded;
  const auto file = sandbox::PluginFile::open(path);
  if (!file) {
    loaded.problem = file.error().message;
    return loaded;
  }
  // Never closed: the descriptor and what it made live as long as the test.
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    loaded.problem = ::dlerror();
    return loaded;
  }
  loaded.descriptor = static_cast<const lz_plugin*>(::dlsym(library, "lazaret_plugin_v1"));
  loaded.id = file->manifest.id;
  loaded.version = file->manifest.version;
  loaded.asks = file->manifest.files;
  return loaded;
}

}  // namespace lazaret::test
