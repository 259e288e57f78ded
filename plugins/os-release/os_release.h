// SPDX-License-Identifier: Apache-2.0
// The text of os-release, and of the files that older systems have in its place, as named fields.
// Called by the detector; the text is hostile: any bytes give some fields, in one pass.
// Source: os-release(5), "OPTIONS"; quoting as in POSIX shell, XCU 2.2.
#pragma once

#include <string>
#include <string_view>

namespace lazaret::os_release {

struct Fields {
  std::string id;
  std::string version_id;
  std::string codename;
  std::string pretty_name;
  std::string id_like;
};

// A later assignment of the same name wins, as in a shell; lines that are no assignment are ignored.
Fields parse_os_release(std::string_view text);

// "3.18.9" of etc/alpine-release.
Fields parse_alpine_release(std::string_view text);
// "12.5" or "trixie/sid" of etc/debian_version.
Fields parse_debian_version(std::string_view text);
// "CentOS Linux release 7.9.2009 (Core)" of etc/redhat-release and its likes; id empty when the name is not
// known.
Fields parse_redhat_release(std::string_view text);

}  // namespace lazaret::os_release
