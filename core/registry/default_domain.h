// SPDX-License-Identifier: Apache-2.0
// The one registry that the reference grammar names: where its API answers, and what its credentials are
// filed under. Called by credentials and endpoints. Facts of the protocol, as docker and podman have them;
// nothing is trusted.
#pragma once

#include <string>
#include <string_view>

#include "core/image/reference.h"

namespace lazaret::registry {

inline constexpr std::string_view kDefaultDomainApi = "registry-1.docker.io";
inline constexpr std::string_view kDefaultDomainIndex = "index.docker.io";

// Where the API of a domain answers.
inline std::string api_host(std::string_view domain) {
  return std::string(domain == image::kDefaultDomain ? kDefaultDomainApi : domain);
}
// What credential helpers are asked for.
inline std::string helper_server(std::string_view domain) {
  if (domain != image::kDefaultDomain) return std::string(domain);
  return "https://" + std::string(kDefaultDomainIndex) + "/v1/";
}

}  // namespace lazaret::registry
