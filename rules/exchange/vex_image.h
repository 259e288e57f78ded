// SPDX-License-Identifier: Apache-2.0
// What a package URL says of an image: pkg:oci and pkg:docker, with digest, tag, repository and architecture.
// Called by vex_rules.cc and vex_explain.cc. Trusts nothing. Source: purl-spec, types oci and docker.
#pragma once

#include <string>
#include <vector>

#include "rules/exchange/purl_parts.h"

namespace lazaret::rules::exchange {

struct ImageName {
  std::string digest;  // "sha256:…"; where it is there, nothing else is needed
  std::string registry;
  std::string repository;    // whole, where the URL has it …
  std::string last_segment;  // … else only how it must end
  std::string tag;
  std::string architecture;
};

bool names_image(const Purl& purl);
ImageName image_of(const Purl& purl);

}  // namespace lazaret::rules::exchange
