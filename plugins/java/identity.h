// SPDX-License-Identifier: Apache-2.0
// What packages a jar holds: its own identity, those shaded into it, and the archives nested in it.
// Called by the detector with the bytes of one archive; they are hostile. Nested archives are unpacked in
// memory, bounded in depth (limits.zip_nesting), in bytes (a budget for the whole outer file) and by the zip
// reader's checks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"

namespace lazaret::java {

struct Package {
  std::string group;  // empty when it is not known
  std::string artifact;
  std::string version;
  std::string inside;  // "WEB-INF/lib/b.jar!/c.jar"; empty for the outer archive itself
};

struct Found {
  std::function<void(const Package&)> package;
  std::function<void(std::string_view kind, std::string reason)> gap;
};

bool is_archive_name(std::string_view name);  // .jar, .war, .ear ...

// `name`: the outer file's own name, "log4j-core-2.14.1.jar".
void find_packages(std::span<const std::byte> archive, std::string_view name, const Limits& limits,
                   const Found& found);

// "log4j-core-2.14.1.jar" -> {"log4j-core", "2.14.1"}; no version where no part begins with a digit.
struct FileName {
  std::string artifact;
  std::string version;
};
FileName split_file_name(std::string_view name);

}  // namespace lazaret::java
