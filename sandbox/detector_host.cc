// SPDX-License-Identifier: Apache-2.0
#include "sandbox/detector_host.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "core/image/asked_files.h"
#include "sandbox/field_reader.h"
#include "sandbox/record_writer.h"

namespace lazaret::sandbox {
namespace {

using wire::EndStatus;
using wire::Fields;
using wire::FrameType;
using wire::Tag;

constexpr std::uint64_t kMostAtOnce = (1ull << 31) - 1;
constexpr std::uint64_t kRoomForEnd = 64u << 10;  // of output_bytes: END and a summary must still fit

lz_text text_of(std::string_view text) { return {text.data(), static_cast<std::uint32_t>(text.size()), 0}; }

std::uint32_t type_of(image::EntryType type) {
  switch (type) {
    case image::EntryType::File: return LZ_FILE;
    case image::EntryType::Directory: return LZ_DIRECTORY;
    case image::EntryType::Symlink: return LZ_SYMLINK;
    default: return LZ_OTHER;
  }
}

std::uint32_t flags_of(const image::Node& node) {
  std::uint32_t flags = 0;
  if (node.type == image::EntryType::File && node.whole())
    flags |= LZ_CONTENT_WHOLE;
  else if (!node.extents.empty())
    flags |= LZ_CONTENT_PARTS;
  if ((node.flags & image::kLooksElf) != 0) flags |= LZ_LOOKS_ELF;
  if ((node.flags & image::kLooksScript) != 0) flags |= LZ_LOOKS_SCRIPT;
  return flags;
}

}  // namespace

struct DetectorHost::State {
  lz_host table{};
  const image::View& view;
  std::span<const std::span<const std::byte>> packs;
  const AskSet& asks;
  const Limits& limits;
  FrameSink sink;
  RecordWriter records_as;
  std::vector<std::vector<std::uint64_t>> walked;    // per ask: indexes into the view; made at the first walk
  std::vector<std::unique_ptr<std::byte[]>> joined;  // contents that lie in several pieces, for map()
  std::string error;
  std::uint64_t records = 0;
  std::uint64_t output_bytes = 0;
  std::uint64_t log_bytes = 0;
  std::uint64_t dropped = 0;
  bool truncated = false;

  State(const image::View& v, std::span<const std::span<const std::byte>> p, const AskSet& a, const Limits& l,
        FrameSink s)
      : view(v), packs(p), asks(a), limits(l), sink(std::move(s)), records_as(v, l) {}

  static State& of(const lz_host* host) { return *static_cast<State*>(host->context); }

  std::int32_t emit(const lz_record& record) {
    Fields fields;
    switch (record.kind) {
      case LZ_RECORD_PACKAGE: return emit_as<lz_package>(FrameType::Package, record.body, fields);
      case LZ_RECORD_OS: return emit_as<lz_os>(FrameType::Os, record.body, fields);
      case LZ_RECORD_OWNS: return emit_as<lz_owns>(FrameType::Owns, record.body, fields);
      case LZ_RECORD_GAP: return emit_as<lz_gap>(FrameType::Gap, record.body, fields);
      default: return LZ_ERR_INVALID;
    }
  }
  template <typename T>
  std::int32_t emit_as(FrameType type, const void* body, Fields& fields) {
    const auto value = copy_sized<T>(body);
    if (!value) return LZ_ERR_INVALID;
    if (const auto result = records_as.write(*value, fields); result != LZ_OK) return result;
    if (fields.bytes().empty()) return LZ_OK;
    const auto size = sizeof(wire::FrameHeader) + fields.bytes().size();
    if (records >= limits.records || output_bytes + size + kRoomForEnd > limits.output_bytes) {
      truncated = true;
      return LZ_ERR_LIMIT;
    }
    ++records;
    output_bytes += size;
    sink(type, fields);
    return LZ_OK;
  }

  void log(std::uint32_t level, std::string_view text) {
    const auto plain = plain_text(text, 1024);
    const auto size = plain.size() + 64;
    if (log_bytes + size > limits.log_bytes || output_bytes + size + kRoomForEnd > limits.output_bytes) {
      ++dropped;
      return;
    }
    log_bytes += size;
    output_bytes += size;
    sink(FrameType::Log, Fields().number(Tag::Level, level).text(Tag::Text, plain));
  }

  std::int32_t walk(std::uint32_t ask, lz_cursor& cursor, lz_file_info* info) {
    if (ask >= asks.asks.size()) return LZ_ERR_INVALID;
    if (walked.empty()) walked = image::files_asked(view, asks);
    if (cursor.position >= walked[ask].size()) return LZ_END;
    const auto filled = fill(walked[ask][cursor.position], info);
    if (filled != LZ_OK) return filled;
    ++cursor.position;
    return LZ_FOUND;
  }

  std::int32_t stat(std::string_view path, bool follow, lz_file_info* info) {
    const auto how = follow ? image::View::Follow::All : image::View::Follow::AllButLast;
    if (path.size() > limits.path_bytes) return LZ_ERR_NOT_FOUND;
    const auto index = view.resolve(path, how, limits.symlink_hops);
    return index.has_value() ? fill(*index, info) : LZ_ERR_NOT_FOUND;
  }

  std::int32_t fill(std::uint64_t index, lz_file_info* out) {
    std::uint32_t size = 0;
    if (out == nullptr) return LZ_ERR_INVALID;
    std::memcpy(&size, out, sizeof size);
    if (size < sizeof size) return LZ_ERR_INVALID;
    const auto node = view.node(index);
    const lz_file_info info{size,
                            type_of(node.type),
                            flags_of(node),
                            node.mode,
                            node.uid,
                            node.gid,
                            node.size,
                            node.mtime,
                            index,
                            text_of(node.path),
                            text_of(node.target),
                            text_of(view.layer_digest(node.layer))};
    std::memcpy(out, &info, std::min<std::size_t>(size, sizeof info));
    return LZ_OK;
  }

  // The content's pack, or nothing for a handle that is none.
  bool find_content(std::uint64_t index, image::Node& node, std::span<const std::byte>& pack) const {
    if (index >= view.size()) return false;
    node = view.node(index);
    if (node.type != image::EntryType::File) return false;
    if (node.content_layer < packs.size()) pack = packs[node.content_layer];
    return true;
  }

  std::int64_t read_at(std::uint64_t index, std::uint64_t offset, std::span<std::byte> buffer) const {
    image::Node node;
    std::span<const std::byte> pack;
    if (!find_content(index, node, pack)) return LZ_ERR_INVALID;
    if (offset >= node.size || buffer.empty()) return 0;
    const auto got = image::read_content(node, pack, offset, buffer);
    return got.has_value() ? static_cast<std::int64_t>(*got) : LZ_ERR_NO_CONTENT;
  }

  std::int32_t map(std::uint64_t index, const void** data, std::uint64_t* size) {
    image::Node node;
    std::span<const std::byte> pack;
    if (data == nullptr || size == nullptr || !find_content(index, node, pack)) return LZ_ERR_INVALID;
    if (!node.whole()) return LZ_ERR_NO_CONTENT;
    *size = node.size;
    if (node.size == 0)
      *data = "";
    else if (node.extents.size() == 1)
      return map_piece(node, pack, data);
    else
      return map_joined(index, node, data);
    return LZ_OK;
  }
  static std::int32_t map_piece(const image::Node& node, std::span<const std::byte> pack, const void** data) {
    const auto& extent = node.extents.front();
    if (!range_within(extent.pack_offset, extent.length, pack.size())) return LZ_ERR_NO_CONTENT;
    *data = pack.data() + extent.pack_offset;
    return LZ_OK;
  }
  std::int32_t map_joined(std::uint64_t index, const image::Node& node, const void** data) {
    auto copy = std::make_unique<std::byte[]>(node.size);
    for (std::uint64_t done = 0; done < node.size;) {
      const auto got = read_at(index, done, {copy.get() + done, node.size - done});
      if (got <= 0) return LZ_ERR_NO_CONTENT;
      done += static_cast<std::uint64_t>(got);
    }
    *data = copy.get();
    joined.push_back(std::move(copy));
    return LZ_OK;
  }

  void end(EndStatus status) {
    const auto plain = plain_text(error, limits.string_bytes);
    sink(FrameType::End, Fields()
                             .number(Tag::Status, static_cast<std::uint64_t>(status))
                             .number(Tag::Records, records)
                             .number(Tag::Dropped, dropped)
                             .text(Tag::Text, plain));
  }

  EndStatus status_of(std::int32_t result) const {
    if (truncated) return EndStatus::OutputLimit;
    if (result == LZ_OK) return EndStatus::Ok;
    return result == LZ_ERR_PARTIAL ? EndStatus::Partial : EndStatus::PluginError;
  }
};

DetectorHost::DetectorHost(const image::View& view, std::span<const std::span<const std::byte>> packs,
                           const AskSet& asks, const Limits& limits, FrameSink sink)
    : state_(std::make_unique<State>(view, packs, asks, limits, std::move(sink))) {
  lz_host& table = state_->table;
  table.struct_size = sizeof table;
  table.abi_minor = LZ_ABI_MINOR;
  table.context = state_.get();
  table.emit = [](const lz_host* host, const lz_record* record) -> std::int32_t {
    const auto copy = copy_sized<lz_record>(record);
    return copy ? State::of(host).emit(*copy) : LZ_ERR_INVALID;
  };
  table.log = [](const lz_host* host, std::uint32_t level, lz_text text) {
    State::of(host).log(level, view_of(text));
  };
  table.set_error = [](const lz_host* host, lz_text text) {
    State::of(host).error = view_of(text).substr(0, 4096);
  };
  table.should_stop = [](const lz_host*) -> std::int32_t { return 0; };
  table.walk = [](const lz_host* host, std::uint32_t ask, lz_cursor* cursor,
                  lz_file_info* info) -> std::int32_t {
    return cursor == nullptr ? LZ_ERR_INVALID : State::of(host).walk(ask, *cursor, info);
  };
  table.stat = [](const lz_host* host, lz_text path, std::uint32_t follow,
                  lz_file_info* info) -> std::int32_t {
    return follow > 1 ? LZ_ERR_INVALID : State::of(host).stat(view_of(path), follow == 1, info);
  };
  table.read_at = [](const lz_host* host, std::uint64_t node, std::uint64_t offset, void* buffer,
                     std::uint64_t size) -> std::int64_t {
    if (buffer == nullptr && size > 0) return LZ_ERR_INVALID;
    return State::of(host).read_at(node, offset,
                                   {static_cast<std::byte*>(buffer), std::min(size, kMostAtOnce)});
  };
  table.map = [](const lz_host* host, std::uint64_t node, const void** data,
                 std::uint64_t* size) -> std::int32_t { return State::of(host).map(node, data, size); };
  table.get_extension = [](const lz_host*, const char*) -> const void* { return nullptr; };
}

DetectorHost::~DetectorHost() = default;

void DetectorHost::show_tree(std::string_view path) { state_->table.image_path = text_of(path); }

void DetectorHost::run(const lz_plugin* raw, std::string_view id, std::string_view version) {
  if (raw == nullptr || raw->magic != LZ_PLUGIN_MAGIC || raw->abi_major != LZ_ABI_MAJOR)
    return refuse("lazaret_plugin_v1 is missing or of another ABI");
  if (raw->abi_min_minor > LZ_ABI_MINOR)
    return refuse("it needs ABI 1." + std::to_string(raw->abi_min_minor) + ", this host has 1." +
                  std::to_string(LZ_ABI_MINOR) + ": use a newer lazaret");
  const bool whole = raw->struct_size >= offsetof(lz_plugin, get_extension) && raw->flags == 0 &&
                     raw->id != nullptr && raw->version != nullptr && raw->create != nullptr &&
                     raw->scan != nullptr && raw->destroy != nullptr;
  if (!whole) return refuse("lazaret_plugin_v1 lacks a field or has unknown flags");
  if (id != raw->id || version != raw->version) return refuse("id or version differ from its manifest's");
  void* instance = nullptr;
  if (const auto made = raw->create(&state_->table, &instance); made != LZ_OK) {
    return state_->end(EndStatus::PluginError);
  }
  const auto result = raw->scan(instance);
  raw->destroy(instance);
  state_->end(state_->status_of(result));
}

void DetectorHost::refuse(std::string_view reason) {
  state_->error = reason;
  state_->end(EndStatus::PluginError);
}

wire::Fields hello_fields(std::string_view plugin_id, std::string_view plugin_version) {
  return Fields()
      .number(Tag::Version, wire::kVersion)
      .text(Tag::PluginId, plugin_id)
      .text(Tag::PluginVersion, plugin_version);
}

std::string plain_text(std::string_view bytes, std::size_t limit) {
  std::string text = is_plain_text(bytes) ? std::string(bytes) : escape_for_terminal(bytes);
  if (text.size() <= limit) return text;
  text.resize(limit);
  while (!text.empty() && !is_valid_utf8(text)) text.pop_back();
  return text;
}

}  // namespace lazaret::sandbox
