// SPDX-License-Identifier: Apache-2.0
#include "core/registry/certificates.h"

#include <unistd.h>

#include "core/base/dir_fd.h"
#include "core/base/fd.h"

namespace lazaret::registry {
namespace {

constexpr std::uint64_t kCertificateBytes = 1u << 20;
constexpr std::uint64_t kFiles = 100;

Result<void> take_pair(const std::string& certificate, const std::string& key, TlsSettings& tls) {
  for (const auto& file : {certificate, key})
    if (::access(file.c_str(), R_OK) != 0) return io_error("cannot read " + file + ", one of a pair");
  if (!tls.client_certificate.empty())
    return make_error(ErrorCode::InvalidInput, "two client certificates, " + tls.client_certificate +
                                                   " and " + certificate + ": leave one");
  tls.client_certificate = certificate;
  tls.client_key = key;
  return {};
}

Result<void> take_file(const std::string& file, TlsSettings& tls) {
  const auto dot = file.rfind('.');
  const std::string stem = file.substr(0, dot);
  const std::string suffix = dot == std::string::npos ? "" : file.substr(dot);
  if (suffix == ".crt") tls.authorities += TRY(read_file(file, kCertificateBytes)) + "\n";
  if (suffix == ".cert") TRY(take_pair(file, stem + ".key", tls));
  if (suffix == ".key" && ::access((stem + ".cert").c_str(), F_OK) != 0)
    return make_error(ErrorCode::InvalidInput, file + " has no " + stem + ".cert beside it");
  return {};
}

}  // namespace

Result<HostCertificates> find_certificates(const std::vector<std::string>& directories,
                                           const std::string& domain) {
  HostCertificates host;
  for (const auto& directory : directories) {
    const std::string path = directory + "/" + domain;
    const auto opened = DirFd::open(path);
    if (!opened && opened.error().code == ErrorCode::NotFound) continue;
    if (!opened) return opened.error();
    host.found = true;
    for (const auto& name : TRY(opened->names(kFiles))) TRY(take_file(path + "/" + name, host.tls));
    return host;
  }
  return host;
}

}  // namespace lazaret::registry
