// SPDX-License-Identifier: Apache-2.0
#include "core/scan/inventory.h"

#include <map>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/digest.h"

namespace lazaret::scan {
namespace {

constexpr std::string_view kInventoryMagic = "LZINV002";
constexpr std::string_view kNotesMagic = "LZNOT002";
constexpr std::size_t kChecksumBytes = 64;  // hex SHA-256

// One list of fields a struct, walked by writing and by reading alike: `visit(archive, value)`.
class Writer {
 public:
  explicit Writer(std::string_view magic) : out_(magic) {}
  void field(const std::string& text) {
    append_little(out_, static_cast<std::uint32_t>(text.size()));
    out_ += text;
  }
  template <std::integral T>
  void field(T number) {
    append_little(out_, number);
  }
  template <typename T>
    requires std::is_enum_v<T>
  void field(T value) {
    append_little(out_, static_cast<std::uint8_t>(value));
  }
  std::string finish() && { return out_ + std::string(sha256_of(out_).hex()); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : reader_(std::as_bytes(std::span(bytes.data(), bytes.size())), "cache entry") {}
  void field(std::string& text) {
    std::uint32_t length = 0;
    field(length);
    if (auto part = reader_.take_text(length))
      text = *part;
    else
      fail(std::move(part.error()));
  }
  template <std::integral T>
  void field(T& number) {
    auto part = reader_.take(error_ ? reader_.remaining() + 1 : sizeof(T));
    if (part)
      std::memcpy(&number, part->data(), sizeof(T));
    else
      fail(std::move(part.error()));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void field(T& value) {
    std::uint8_t raw = 0;
    field(raw);
    value = static_cast<T>(raw);
  }
  bool good() const { return !error_; }
  Result<void> finish() {
    if (error_) return std::move(*error_);
    if (!reader_.at_end()) return make_error(ErrorCode::InvalidInput, "cache entry has bytes after its end");
    return {};
  }

 private:
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  ByteReader reader_;
  std::optional<Error> error_;
};

template <typename Archive, typename T>
void visit(Archive& archive, T& value)
  requires std::is_same_v<std::remove_const_t<T>, std::string> || std::is_arithmetic_v<T> || std::is_enum_v<T>
{
  archive.field(value);
}

template <typename T>
void visit(Writer& writer, const std::vector<T>& list) {
  writer.field(static_cast<std::uint32_t>(list.size()));
  for (const auto& item : list) visit(writer, item);
}

template <typename T>
void visit(Reader& reader, std::vector<T>& list) {
  std::uint32_t count = 0;
  reader.field(count);
  for (std::uint32_t i = 0; i < count && reader.good(); ++i) visit(reader, list.emplace_back());
}

template <typename T>
void visit(Writer& writer, const std::optional<T>& value) {
  writer.field(static_cast<std::uint8_t>(value ? 1 : 0));
  if (value) visit(writer, *value);
}

template <typename T>
void visit(Reader& reader, std::optional<T>& value) {
  std::uint8_t there = 0;
  reader.field(there);
  if (there != 0) visit(reader, value.emplace());
}

void visit(Writer& writer, const std::map<std::string, std::string>& map) {
  writer.field(static_cast<std::uint32_t>(map.size()));
  for (const auto& [key, value] : map) {
    writer.field(key);
    writer.field(value);
  }
}

void visit(Reader& reader, std::map<std::string, std::string>& map) {
  std::uint32_t count = 0;
  reader.field(count);
  for (std::uint32_t i = 0; i < count && reader.good(); ++i) {
    std::string key;
    reader.field(key);
    reader.field(map[key]);
  }
}

template <typename Value, typename Plain>
concept Either = std::is_same_v<std::remove_const_t<Value>, Plain>;

template <typename Archive, Either<Location> T>
void visit(Archive& archive, T& location) {
  visit(archive, location.path);
  visit(archive, location.layer);
}

template <typename Archive, Either<Gap> T>
void visit(Archive& archive, T& gap) {
  for (auto* text : {&gap.kind, &gap.subject, &gap.reason, &gap.plugin}) visit(archive, *text);
}

template <typename Archive, Either<OsRelease> T>
void visit(Archive& archive, T& os) {
  for (auto* text : {&os.id, &os.version_id, &os.codename, &os.pretty_name, &os.id_like})
    visit(archive, *text);
}

template <typename Archive, Either<Package> T>
void visit(Archive& archive, T& package) {
  for (auto* text : {&package.type, &package.name, &package.version, &package.purl, &package.arch,
                     &package.source.name, &package.source.version, &package.plugin})
    visit(archive, *text);
  visit(archive, package.locations);
  visit(archive, package.licenses);
  visit(archive, package.properties);
}

template <typename Archive, Either<KernelFacts> T>
void visit(Archive& archive, T& facts) {
  visit(archive, facts.seccomp);
  visit(archive, facts.filters);
  visit(archive, facts.no_new_privileges);
  visit(archive, facts.bounding_set);
  visit(archive, facts.effective_set);
  visit(archive, facts.namespaces);
}

template <typename Archive, Either<RunLimits> T>
void visit(Archive& archive, T& limits) {
  visit(archive, limits.memory_by);
  for (auto* number : {&limits.memory_bytes, &limits.cpu_seconds, &limits.wall_seconds, &limits.processes,
                       &limits.descriptors, &limits.file_bytes, &limits.output_bytes, &limits.log_bytes})
    visit(archive, *number);
}

template <typename Archive, Either<Violation> T>
void visit(Archive& archive, T& violation) {
  for (auto* text : {&violation.call, &violation.arguments, &violation.from, &violation.caller,
                     &violation.phase, &violation.advice})
    visit(archive, *text);
  visit(archive, violation.number);
}

template <typename Archive, Either<Receipt> T>
void visit(Archive& archive, T& receipt) {
  for (auto* text : {&receipt.policy, &receipt.policy_sha256, &receipt.mode, &receipt.violations_by})
    visit(archive, *text);
  visit(archive, receipt.missing);
  visit(archive, receipt.kernel);
  visit(archive, receipt.limits);
  visit(archive, receipt.output_bytes);
  visit(archive, receipt.log_bytes);
  visit(archive, receipt.violation);
}

template <typename Archive, Either<Run> T>
void visit(Archive& archive, T& run) {
  for (auto* text : {&run.plugin, &run.version, &run.sha256, &run.stage, &run.detail}) visit(archive, *text);
  visit(archive, run.outcome);
  visit(archive, run.isolation);
  for (auto* number : {&run.wall_ms, &run.cpu_ms, &run.peak_rss_kib, &run.records}) visit(archive, *number);
  visit(archive, run.receipt);
}

template <typename Archive, Either<LayerNotes> T>
void visit(Archive& archive, T& notes) {
  visit(archive, notes.gaps);
  visit(archive, notes.run);
}

Result<std::string_view> body_of(std::string_view bytes, std::string_view magic) {
  if (bytes.size() < magic.size() + kChecksumBytes || !bytes.starts_with(magic))
    return make_error(ErrorCode::InvalidInput, "cache entry is of another version");
  const auto checked = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (sha256_of(checked).hex() != bytes.substr(checked.size()))
    return make_error(ErrorCode::InvalidInput, "cache entry is damaged");
  return checked.substr(magic.size());
}

}  // namespace

std::string encode(const Inventory& inventory) {
  Writer writer(kInventoryMagic);
  visit(writer, inventory.packages);
  visit(writer, inventory.os);
  visit(writer, inventory.gaps);
  visit(writer, inventory.runs);
  return std::move(writer).finish();
}

std::string encode(const LayerNotes& notes) {
  Writer writer(kNotesMagic);
  visit(writer, notes);
  return std::move(writer).finish();
}

Result<Inventory> decode_inventory(std::string_view bytes) {
  Reader reader(TRY(body_of(bytes, kInventoryMagic)));
  Inventory inventory;
  visit(reader, inventory.packages);
  visit(reader, inventory.os);
  visit(reader, inventory.gaps);
  visit(reader, inventory.runs);
  TRY(reader.finish());
  return inventory;
}

Result<LayerNotes> decode_layer_notes(std::string_view bytes) {
  Reader reader(TRY(body_of(bytes, kNotesMagic)));
  LayerNotes notes;
  visit(reader, notes);
  TRY(reader.finish());
  return notes;
}

}  // namespace lazaret::scan
