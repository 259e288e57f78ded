// SPDX-License-Identifier: Apache-2.0
// Package URLs, written in canonical form. Called once the operating system of the image is known.
// Names and versions come from the image: everything is percent-encoded. Source: package-url/purl-spec.
#pragma once

#include <string>
#include <string_view>

#include "core/model/package.h"

namespace lazaret::package {

// "pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12"; "pkg:npm/%40scope/name@1.0.0".
std::string make_purl(const Package& package, const OsRelease* os);

// One part of a package URL, percent-encoded.
std::string encode_purl_part(std::string_view text);

}  // namespace lazaret::package
