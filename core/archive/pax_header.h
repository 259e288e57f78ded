// SPDX-License-Identifier: Apache-2.0
// The records of one pax extended header, those that matter to Lazaret.
// Called by TarReader alone. Trusts nothing: a record's length, its newline and its keyword are checked.
// Source: POSIX.1-2017 pax "pax Extended Header"; GNU tar manual "Storing Sparse Files"; libarchive's tar(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lazaret::archive {

// Empty means not said: a record without a value takes back what stood before, as POSIX has it.
struct PaxHeader {
  std::string path;
  std::string link_target;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> uid;
  std::optional<std::uint64_t> gid;
  std::optional<std::int64_t> mtime;
  std::vector<std::pair<std::string, std::string>> xattrs;

  // GNU.sparse.*
  std::string sparse_major;
  std::string sparse_minor;
  std::string sparse_name;
  std::optional<std::uint64_t> sparse_size;
  std::optional<std::uint64_t> sparse_real_size;
  std::optional<std::uint64_t> sparse_count;
  std::string sparse_map;  // "offset,length,…": version 0.1's text, or the pairs of version 0.0 joined
};

Result<PaxHeader> parse_pax_header(std::string_view text);

}  // namespace lazaret::archive
