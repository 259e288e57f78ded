// SPDX-License-Identifier: Apache-2.0
#include "sandbox/field_reader.h"

#include <cstring>

#include "core/base/text.h"

namespace lazaret::sandbox {

bool is_plain_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return false;
    // C1 in UTF-8: C2 80 ... C2 9F
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;
  }
  return is_valid_utf8(text);
}

bool is_plain_path(std::string_view path, const Limits& limits) {
  return !path.empty() && path.size() <= limits.path_bytes && path.front() != '/' &&
         path.find('\0') == std::string_view::npos;
}

Result<Field> FieldReader::next() {
  Field field;
  field.tag = static_cast<wire::Tag>(TRY(reader_.read_u16le()));
  if (TRY(reader_.read_u16le()) != 0)
    return make_error(ErrorCode::InvalidInput, "reserved bits of a field are set");
  const auto length = TRY(reader_.read_u32le());
  if (length > limits_.string_bytes)
    return make_error(ErrorCode::LimitExceeded, "a string of " + std::to_string(length) + " bytes (limit " +
                                                    std::to_string(limits_.string_bytes) + ")");
  field.bytes = TRY(reader_.take_text(length));
  return field;
}

Result<std::string> FieldReader::text(const Field& field) const {
  if (!is_plain_text(field.bytes))
    return make_error(ErrorCode::InvalidInput, "a text that is not UTF-8 or has control characters");
  return std::string(field.bytes);
}

Result<std::string> FieldReader::path(const Field& field) const {
  if (!is_plain_path(field.bytes, limits_))
    return make_error(ErrorCode::InvalidInput, "a path that is not one");
  return std::string(field.bytes);
}

Result<std::uint64_t> FieldReader::number(const Field& field) const {
  if (field.bytes.size() != sizeof(std::uint64_t))
    return make_error(ErrorCode::InvalidInput, "a number of wrong size");
  std::uint64_t value = 0;
  std::memcpy(&value, field.bytes.data(), sizeof value);
  return value;
}

Error FieldReader::unexpected(const Field& field) {
  return make_error(ErrorCode::InvalidInput,
                    "unexpected field " + std::to_string(static_cast<unsigned>(field.tag)));
}

}  // namespace lazaret::sandbox
