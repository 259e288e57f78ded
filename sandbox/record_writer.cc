// SPDX-License-Identifier: Apache-2.0
#include "sandbox/record_writer.h"

#include "sandbox/field_reader.h"

namespace lazaret::sandbox {
namespace {

using wire::Tag;

constexpr std::uint32_t kMostProperties = 64;

}  // namespace

bool RecordWriter::text(wire::Fields& fields, Tag tag, const lz_text& value) const {
  const auto bytes = view_of(value);
  if (value.reserved != 0 || value.size > limits_.string_bytes || !is_plain_text(bytes)) return false;
  fields.text(tag, bytes);
  return true;
}

bool RecordWriter::path(wire::Fields& fields, const lz_text& value) const {
  if (view_of(value).empty()) return true;
  if (!is_plain_path(view_of(value), limits_)) return false;
  fields.text(Tag::Path, view_of(value));
  return true;
}

std::int32_t RecordWriter::write(const lz_package& package, wire::Fields& fields) const {
  if (view_of(package.type).empty() || view_of(package.name).empty()) return LZ_ERR_INVALID;
  if (package.property_count > kMostProperties ||
      (package.property_count > 0 && package.properties == nullptr))
    return LZ_ERR_INVALID;
  const bool plain = text(fields, Tag::Type, package.type) && text(fields, Tag::Name, package.name) &&
                     text(fields, Tag::PackageVersion, package.version) &&
                     text(fields, Tag::Arch, package.arch) &&
                     text(fields, Tag::SourceName, package.source_name) &&
                     text(fields, Tag::SourceVersion, package.source_version) &&
                     text(fields, Tag::License, package.license) && path(fields, package.path);
  if (!plain) return LZ_ERR_INVALID;
  for (std::uint32_t i = 0; i < package.property_count; ++i) {
    const auto& property = package.properties[i];
    if (view_of(property.key).empty() || !text(fields, Tag::PropertyKey, property.key)) return LZ_ERR_INVALID;
    const auto value = view_of(property.value);
    if (value.size() > limits_.string_bytes || !is_plain_text(value)) return LZ_ERR_INVALID;
    fields.text_or_empty(Tag::PropertyValue, value);
  }
  return fits(fields) ? LZ_OK : LZ_ERR_INVALID;
}

std::int32_t RecordWriter::write(const lz_os& os, wire::Fields& fields) const {
  const bool plain = text(fields, Tag::OsId, os.id) && text(fields, Tag::OsVersionId, os.version_id) &&
                     text(fields, Tag::OsCodename, os.codename) &&
                     text(fields, Tag::OsPrettyName, os.pretty_name) &&
                     text(fields, Tag::OsIdLike, os.id_like) && path(fields, os.path);
  return plain ? LZ_OK : LZ_ERR_INVALID;
}

std::int32_t RecordWriter::write(const lz_gap& gap, wire::Fields& fields) const {
  const bool plain = text(fields, Tag::GapKind, gap.kind) && text(fields, Tag::GapSubject, gap.subject) &&
                     text(fields, Tag::GapReason, gap.reason);
  return plain && !view_of(gap.kind).empty() ? LZ_OK : LZ_ERR_INVALID;
}

std::int32_t RecordWriter::write(const lz_owns& owns, wire::Fields& fields) const {
  if (owns.path_count > 0 && owns.paths == nullptr) return LZ_ERR_INVALID;
  for (std::uint32_t i = 0; i < owns.path_count; ++i) {
    const auto path = view_of(owns.paths[i]);
    if (!is_plain_path(path, limits_)) continue;
    const auto index = view_.resolve(path, image::View::Follow::AllButLast, limits_.symlink_hops);
    if (!index.has_value()) continue;
    std::string resolved(view_.node(*index).path);
    if (path.ends_with('/')) resolved += '/';
    fields.text(Tag::Path, resolved);
    if (!fits(fields)) return LZ_ERR_INVALID;
  }
  return LZ_OK;
}

}  // namespace lazaret::sandbox
