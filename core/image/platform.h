// SPDX-License-Identifier: Apache-2.0
// The platform of an image, os/architecture[/variant]: reading, printing, and which offer satisfies a wish.
// Called by the manifest and configuration readers, by sources that choose, and by the command line.
// Trusts nothing: the words may come from an image. Source: OCI image specification v1.1, image-index.md
// "platform".
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::image {

struct Platform {
  std::string os = "linux";
  std::string architecture;
  std::string variant;
};

// "linux/arm64/v8"; the names that uname prints (x86_64, aarch64) are understood too.
Result<Platform> parse_platform(std::string_view text);
Platform host_platform();
std::string to_string(const Platform& platform);  // empty where nothing is known

// True for what builders write for attestations and other things that run nowhere.
bool is_unknown(const Platform& platform);
// A default variant (arm64 v8, amd64 v1, arm v7) equals none; the operating system's version does not count.
bool same_platform(const Platform& a, const Platform& b);
// As same_platform, but a wish without a variant is content with any.
bool satisfies(const Platform& offered, const Platform& wanted);

}  // namespace lazaret::image
