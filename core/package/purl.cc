// SPDX-License-Identifier: Apache-2.0
#include "core/package/purl.h"

#include <map>

#include "core/base/text.h"
#include "core/package/purl_type.h"

namespace lazaret::package {
namespace {

struct PurlName {
  std::string space;  // segments separated by slashes, not yet encoded
  std::string name;
};

// purl's namespace of a distribution is its vendor: the id of os-release, but for Red Hat.
std::string vendor(const OsRelease* os) {
  if (os == nullptr) return {};
  const auto id = to_lower_ascii(os->id);
  return id == "rhel" ? "redhat" : id;
}

PurlName split_last(std::string_view name, char separator) {
  const auto at = name.rfind(separator);
  if (at == std::string_view::npos) return {{}, std::string(name)};
  return {std::string(name.substr(0, at)), std::string(name.substr(at + 1))};
}

bool is_distribution_type(std::string_view type) { return type == "deb" || type == "apk" || type == "rpm"; }

PurlName name_of(const Package& package, const OsRelease* os) {
  if (is_distribution_type(package.type)) return {vendor(os), package.name};
  if (package.type == "npm" && package.name.starts_with('@')) return split_last(package.name, '/');
  if (package.type == "maven") return split_last(package.name, ':');
  if (package.type == "golang") return split_last(package.name, '/');
  return {{}, package.name};
}

using Qualifiers = std::map<std::string_view, std::string>;  // sorted, as the specification wants them

Qualifiers qualifiers_of(const Package& package, const OsRelease* os) {
  Qualifiers out;
  if (!package.arch.empty()) out["arch"] = package.arch;
  if (!is_distribution_type(package.type)) return out;
  if (os != nullptr && !os->id.empty())
    out["distro"] = to_lower_ascii(os->id) + (os->version_id.empty() ? "" : "-" + os->version_id);
  if (const auto found = package.properties.find("modularity"); found != package.properties.end())
    if (!found->second.empty()) out["modularitylabel"] = found->second;
  if (package.type == "rpm")
    if (const auto colon = package.version.find(':'); colon != std::string::npos)
      out["epoch"] = package.version.substr(0, colon);
  return out;
}

// An rpm's epoch is a qualifier; everybody else's version stands as it is.
std::string_view version_of(const Package& package) {
  const std::string_view version = package.version;
  return package.type == "rpm" ? version.substr(version.find(':') + 1) : version;
}

}  // namespace

// purl-spec, "How to build": everything but letters, digits and ".-_~" is encoded; a colon stays as it is.
std::string encode_purl_part(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view(".-_~:").find(c) != std::string_view::npos;
    if (plain)
      (out += c);
    else
      ((out += '%') += kHex[byte >> 4]) += kHex[byte & 0xf];
  }
  return out;
}

std::string make_purl(const Package& package, const OsRelease* os) {
  const auto name = name_of(package, os);
  const auto type = to_lower_ascii(package.type);
  const auto space = normal_purl_space(type, name.space);
  std::string purl = "pkg:" + encode_purl_part(type) + "/";
  for (const auto segment : split(space, '/'))
    if (!segment.empty()) purl += encode_purl_part(segment) + "/";
  purl += encode_purl_part(normal_purl_name(type, name.name));
  if (const auto version = version_of(package); !version.empty()) purl += "@" + encode_purl_part(version);
  char separator = '?';
  for (const auto& [key, value] : qualifiers_of(package, os)) {
    ((purl += separator) += key) += "=" + encode_purl_part(value);
    separator = '&';
  }
  return purl;
}

}  // namespace lazaret::package
