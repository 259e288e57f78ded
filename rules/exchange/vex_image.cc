// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/vex_image.h"

namespace lazaret::rules::exchange {
namespace {

std::string qualifier(const Purl& purl, const char* key) {
  const auto found = purl.qualifiers.find(key);
  return found == purl.qualifiers.end() ? std::string() : found->second;
}

std::string last_segment(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// repository_url of oci is the whole repository, of docker only its host; both are written either way.
void locate(const Purl& purl, ImageName& out) {
  const std::string path = (purl.space.empty() ? "" : purl.space + "/") + purl.name;
  std::string url = qualifier(purl, "repository_url");
  if (const auto scheme = url.find("://"); scheme != std::string::npos) url.erase(0, scheme + 3);
  while (url.ends_with('/')) url.pop_back();
  if (url.empty()) {
    (purl.space.empty() ? out.last_segment : out.repository) = path;
    return;
  }
  const auto slash = url.find('/');
  out.registry = url.substr(0, slash);
  out.repository = slash == std::string::npos ? "" : url.substr(slash + 1);
  if (out.repository.empty() || last_segment(out.repository) != purl.name)
    out.repository += (out.repository.empty() ? "" : "/") + path;
}

}  // namespace

bool names_image(const Purl& purl) { return purl.type == "oci" || purl.type == "docker"; }

ImageName image_of(const Purl& purl) {
  ImageName out;
  locate(purl, out);
  out.tag = qualifier(purl, "tag");
  out.architecture = qualifier(purl, "arch");
  if (purl.version.starts_with("sha256:"))
    out.digest = purl.version;
  else if (!purl.version.empty())
    out.tag = purl.version;
  return out;
}

}  // namespace lazaret::rules::exchange
