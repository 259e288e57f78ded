// SPDX-License-Identifier: Apache-2.0
#include "plugins/python/metadata.h"

#include "core/base/text.h"

namespace lazaret::python {
namespace {

constexpr std::size_t kMaxLicenseBytes = 256;  // some put the whole text there
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Headers {
  std::string_view name;
  std::string_view version;
  std::string_view license;
  std::string_view license_expression;
};

void assign(Headers& headers, std::string_view name, std::string_view value) {
  const std::string lower = to_lower_ascii(name);
  std::string_view* field = lower == "name"                 ? &headers.name
                            : lower == "version"            ? &headers.version
                            : lower == "license"            ? &headers.license
                            : lower == "license-expression" ? &headers.license_expression
                                                            : nullptr;
  if (field != nullptr && field->empty()) *field = trim(value);
}

Headers read_headers(std::string_view text) {
  Headers headers;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (line.front() == ' ' || line.front() == '\t' || colon == std::string_view::npos) continue;
    assign(headers, line.substr(0, colon), line.substr(colon + 1));
  }
  return headers;
}

}  // namespace

Result<Metadata> parse_metadata(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const Headers headers = read_headers(text);
  if (headers.name.empty()) return make_error(ErrorCode::InvalidInput, "the header Name is missing");
  if (headers.version.empty()) return make_error(ErrorCode::InvalidInput, "the header Version is missing");
  const std::string_view license =
      headers.license_expression.empty() ? headers.license : headers.license_expression;
  const bool is_usable = license.size() <= kMaxLicenseBytes && is_valid_utf8(license) && license != "UNKNOWN";
  return Metadata{std::string(headers.name), std::string(headers.version),
                  is_usable ? std::string(license) : std::string()};
}

}  // namespace lazaret::python
