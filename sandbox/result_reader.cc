// SPDX-License-Identifier: Apache-2.0
#include "sandbox/result_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/digest.h"
#include "sandbox/field_reader.h"

namespace lazaret::sandbox {
namespace {

using wire::EndStatus;
using wire::FrameHeader;
using wire::FrameType;
using wire::Tag;

constexpr std::size_t kMostProperties = 64;
constexpr std::size_t kGapKindBytes = 64;

// A field may come once: a second one would silently win over the first.
Result<void> set_once(std::string& target, Result<std::string> value) {
  if (!value.has_value()) return std::move(value.error());
  if (!target.empty()) return make_error(ErrorCode::InvalidInput, "a field comes twice");
  target = value.take();
  return {};
}

Result<void> read_property(FieldReader& reader, const Field& key, Package& package) {
  const auto value = TRY(reader.next());
  if (value.tag != Tag::PropertyValue) return FieldReader::unexpected(value);
  if (package.properties.size() >= kMostProperties)
    return make_error(ErrorCode::InvalidInput, "too many properties");
  auto name = TRY(reader.text(key));
  auto text = TRY(reader.text(value));
  package.properties.insert_or_assign(std::move(name), std::move(text));
  return {};
}

Result<void> read_package_field(FieldReader& reader, const Field& field, Package& package,
                                std::string& license, std::string& path) {
  switch (field.tag) {
    case Tag::Type: return set_once(package.type, reader.text(field));
    case Tag::Name: return set_once(package.name, reader.text(field));
    case Tag::PackageVersion: return set_once(package.version, reader.text(field));
    case Tag::Arch: return set_once(package.arch, reader.text(field));
    case Tag::SourceName: return set_once(package.source.name, reader.text(field));
    case Tag::SourceVersion: return set_once(package.source.version, reader.text(field));
    case Tag::License: return set_once(license, reader.text(field));
    case Tag::Path: return set_once(path, reader.path(field));
    case Tag::PropertyKey: return read_property(reader, field, package);
    default: return FieldReader::unexpected(field);
  }
}

Result<Package> read_package(FieldReader reader) {
  Package package;
  std::string license, path;
  while (!reader.at_end()) TRY(read_package_field(reader, TRY(reader.next()), package, license, path));
  if (package.type.empty() || package.name.empty())
    return make_error(ErrorCode::InvalidInput, "a package without type or name");
  if (!license.empty()) package.licenses.push_back(std::move(license));
  if (!path.empty()) package.locations.push_back({std::move(path), ""});
  return package;
}

Result<OsRelease> read_os(FieldReader reader) {
  OsRelease os;
  std::string path;
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    switch (field.tag) {
      case Tag::OsId: TRY(set_once(os.id, reader.text(field))); break;
      case Tag::OsVersionId: TRY(set_once(os.version_id, reader.text(field))); break;
      case Tag::OsCodename: TRY(set_once(os.codename, reader.text(field))); break;
      case Tag::OsPrettyName: TRY(set_once(os.pretty_name, reader.text(field))); break;
      case Tag::OsIdLike: TRY(set_once(os.id_like, reader.text(field))); break;
      case Tag::Path: TRY(set_once(path, reader.path(field))); break;
      default: return FieldReader::unexpected(field);
    }
  }
  return os;
}

Result<Gap> read_gap(FieldReader reader) {
  Gap gap;
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    switch (field.tag) {
      case Tag::GapKind: TRY(set_once(gap.kind, reader.text(field))); break;
      case Tag::GapSubject: TRY(set_once(gap.subject, reader.text(field))); break;
      case Tag::GapReason: TRY(set_once(gap.reason, reader.text(field))); break;
      default: return FieldReader::unexpected(field);
    }
  }
  const auto snake = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (gap.kind.empty() || gap.kind.size() > kGapKindBytes ||
      !std::all_of(gap.kind.begin(), gap.kind.end(), snake))
    return make_error(ErrorCode::InvalidInput, "a gap whose kind is not a snake_case word");
  return gap;
}

Result<void> read_owns(FieldReader reader, std::vector<std::string>& owned) {
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    if (field.tag != Tag::Path) return FieldReader::unexpected(field);
    owned.push_back(TRY(reader.path(field)));
  }
  return {};
}

Result<image::ListSummary> read_summary(FieldReader reader) {
  image::ListSummary summary;
  auto& totals = summary.unpack.totals;
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    switch (field.tag) {
      case Tag::CompressedBytes: totals.compressed_bytes = TRY(reader.number(field)); break;
      case Tag::UncompressedBytes: totals.uncompressed_bytes = TRY(reader.number(field)); break;
      case Tag::Entries: summary.unpack.entries = TRY(reader.number(field)); break;
      case Tag::Spooled: summary.spooled = TRY(reader.number(field)) != 0; break;
      case Tag::DiffId:
        TRY(set_once(totals.diff_id, reader.text(field)));
        TRY(Digest::parse(totals.diff_id));
        break;
      default: return FieldReader::unexpected(field);
    }
  }
  return summary;
}

Result<void> read_end(FieldReader reader, Transcript& transcript) {
  std::uint64_t status = ~std::uint64_t{0}, records = ~std::uint64_t{0};
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    switch (field.tag) {
      case Tag::Status: status = TRY(reader.number(field)); break;
      case Tag::Records: records = TRY(reader.number(field)); break;
      case Tag::Dropped: TRY(reader.number(field)); break;
      case Tag::Text: TRY(set_once(transcript.error_text, reader.text(field))); break;
      default: return FieldReader::unexpected(field);
    }
  }
  if (status > static_cast<std::uint64_t>(EndStatus::Failed))
    return make_error(ErrorCode::InvalidInput, "an end with an unknown status");
  if (records != transcript.records)
    return make_error(ErrorCode::InvalidInput, "an end that counts " + std::to_string(records) +
                                                   " records where " + std::to_string(transcript.records) +
                                                   " came");
  transcript.status = static_cast<EndStatus>(status);
  transcript.ended = true;
  return {};
}

Result<void> check_hello(FieldReader reader, const Expectation& expectation) {
  std::uint64_t version = 0;
  std::string id, plugin_version;
  while (!reader.at_end()) {
    const auto field = TRY(reader.next());
    switch (field.tag) {
      case Tag::Version: version = TRY(reader.number(field)); break;
      case Tag::PluginId: TRY(set_once(id, reader.text(field))); break;
      case Tag::PluginVersion: TRY(set_once(plugin_version, reader.text(field))); break;
      default: return FieldReader::unexpected(field);
    }
  }
  if (version == wire::kVersion && id == expectation.plugin_id &&
      plugin_version == expectation.plugin_version)
    return {};
  return make_error(ErrorCode::InvalidInput, "a greeting of another version or plugin");
}

bool is_record(FrameType type) { return type >= FrameType::Package && type <= FrameType::Gap; }

}  // namespace

Expectation expect_from(const std::vector<std::string>& emits) {
  const auto has = [&](std::string_view kind) {
    return std::find(emits.begin(), emits.end(), kind) != emits.end();
  };
  Expectation expectation;
  expectation.packages = has("package");
  expectation.os = has("os");
  expectation.owns = has("owns");
  return expectation;
}

bool ResultReader::feed(std::span<const std::byte> bytes) {
  if (fault_ != ReadFault::None) return false;
  pending_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::size_t front = 0;
  while (pending_.size() - front >= sizeof(FrameHeader)) {
    FrameHeader header;
    std::memcpy(&header, pending_.data() + front, sizeof header);
    if (auto checked = check_header(header); !checked.has_value()) return fail(checked.error());
    if (pending_.size() - front - sizeof header < header.length) break;
    const auto payload =
        as_byte_span(std::string_view(pending_).substr(front + sizeof header, header.length));
    if (auto taken = take_frame(header, payload); !taken.has_value()) return fail(taken.error());
    front += sizeof header + header.length;
    offset_ += sizeof header + header.length;
  }
  pending_.erase(0, front);
  return true;
}

bool ResultReader::fail(const Error& error) {
  fault_ = error.code == ErrorCode::LimitExceeded ? ReadFault::OutputLimit : ReadFault::Protocol;
  problem_ = error.message + " at byte " + std::to_string(offset_);
  pending_.clear();
  return false;
}

Result<void> ResultReader::check_header(const FrameHeader& header) {
  const auto& limits = expectation_.limits;
  if (header.magic != wire::kMagic || header.flags != 0)
    return make_error(ErrorCode::InvalidInput, "not a frame");
  if (header.length > limits.frame_bytes)
    return make_error(ErrorCode::LimitExceeded, "a frame of " + std::to_string(header.length) +
                                                    " bytes (limit " + std::to_string(limits.frame_bytes) +
                                                    ")");
  if (offset_ + sizeof header + header.length > limits.output_bytes)
    return make_error(ErrorCode::LimitExceeded,
                      "more output than " + std::to_string(limits.output_bytes) + " bytes");
  if (transcript_.ended) return make_error(ErrorCode::InvalidInput, "a frame after the end");
  return {};
}

Result<void> ResultReader::take_frame(const FrameHeader& header, std::span<const std::byte> payload) {
  if (header.sequence != next_sequence_++)
    return make_error(ErrorCode::InvalidInput, "a frame out of sequence");
  const bool greeting = header.type == FrameType::Hello || header.type == FrameType::SetupFailed;
  if (greeting == transcript_.hello)
    return make_error(ErrorCode::InvalidInput, "a greeting missing or repeated");
  return is_record(header.type) ? read_record(header.type, payload) : read_control(header.type, payload);
}

Result<void> ResultReader::read_record(FrameType type, std::span<const std::byte> payload) {
  FieldReader reader(payload, expectation_.limits);
  auto& found = transcript_.detection;
  if (++transcript_.records > expectation_.limits.records)
    return make_error(ErrorCode::LimitExceeded,
                      "more records than " + std::to_string(expectation_.limits.records));
  if (type == FrameType::Package && expectation_.packages) {
    found.packages.push_back(TRY(read_package(reader)));
  } else if (type == FrameType::Os && expectation_.os) {
    auto os = TRY(read_os(reader));
    if (!found.os) found.os = std::move(os);
  } else if (type == FrameType::Owns && expectation_.owns) {
    TRY(read_owns(reader, found.owned_paths));
  } else if (type == FrameType::Gap) {
    found.gaps.push_back(TRY(read_gap(reader)));
  } else {
    return make_error(ErrorCode::InvalidInput, "a record of a kind that the manifest does not name");
  }
  return {};
}

Result<void> ResultReader::read_control(FrameType type, std::span<const std::byte> payload) {
  FieldReader reader(payload, expectation_.limits);
  switch (type) {
    case FrameType::Hello: transcript_.hello = true; return check_hello(reader, expectation_);
    case FrameType::Log:
      transcript_.log_bytes += payload.size();
      if (transcript_.log_bytes <= expectation_.limits.log_bytes) return {};
      return make_error(ErrorCode::LimitExceeded, "a log of more bytes than it may have");
    case FrameType::Summary:
      if (expectation_.kind == JobKind::Detect) break;
      if (std::exchange(transcript_.summarized, true))
        return make_error(ErrorCode::InvalidInput, "a second summary");
      transcript_.summary = TRY(read_summary(reader));
      return {};
    case FrameType::End:
      TRY(read_end(reader, transcript_));
      if (expectation_.kind == JobKind::Detect || transcript_.summarized ||
          transcript_.status != EndStatus::Ok)
        return {};
      return make_error(ErrorCode::InvalidInput, "a layer that ended well without its summary");
    case FrameType::Loaded:
      if (expectation_.kind != JobKind::Detect || !reader.at_end() || std::exchange(transcript_.loaded, true))
        break;
      return {};
    case FrameType::SetupFailed: return set_once(transcript_.setup_problem, reader.text(TRY(reader.next())));
    default: break;
  }
  return make_error(ErrorCode::InvalidInput, "a frame of an unexpected type");
}

}  // namespace lazaret::sandbox
