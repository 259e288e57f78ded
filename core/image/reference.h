// SPDX-License-Identifier: Apache-2.0
// The name of an image in a registry, DOMAIN/PATH[:TAG][@DIGEST]: reading, completing as docker does,
// printing. Called by the registry source and by core/registry. Trusts nothing: the text may come from an
// event or a file. Source: the grammar in github.com/distribution/reference (reference.go), and its
// normalisation (normalize.go).
#pragma once

#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/result.h"

namespace lazaret::image {

// What a name without a domain means; its images without a namespace lie under kDefaultNamespace.
inline constexpr std::string_view kDefaultDomain = "docker.io";
inline constexpr std::string_view kDefaultNamespace = "library";
inline constexpr std::string_view kDefaultTag = "latest";
inline constexpr std::size_t kNameBytes = 255;  // of DOMAIN/PATH
inline constexpr std::size_t kTagBytes = 128;

struct Reference {
  std::string domain;  // "registry.example:5000", "[::1]:5000"
  std::string path;    // "team/app"
  std::string tag;     // empty where only a digest is named
  Digest digest;       // empty where only a tag is named; where both are, the digest counts

  std::string name() const { return domain + "/" + path; }
  // Whole and unambiguous: parse_reference gives the same again.
  std::string text() const;
  bool operator==(const Reference&) const = default;
};

// "alpine" becomes docker.io/library/alpine:latest. Errors (InvalidInput) say which part is wrong, and why.
Result<Reference> parse_reference(std::string_view text);

// False for "alpine" and "team/app": the first segment is no host, so that a default is needed.
bool has_domain(std::string_view text);

bool is_tag(std::string_view text);
bool is_repository_path(std::string_view text);

}  // namespace lazaret::image
