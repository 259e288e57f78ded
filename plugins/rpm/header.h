// SPDX-License-Identifier: Apache-2.0
// One package header as rpm's databases keep it: an index of tags over a store of values, big-endian.
// Called by the detector for each blob; the bytes are hostile: every offset and count is checked.
// Source: rpm, docs/manual/format_header.md and tags.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "plugins/rpm/blob_sink.h"

namespace lazaret::rpm {

// The views are into the blob.
struct Package {
  std::string_view name;
  std::string version;  // [epoch:]version-release
  std::string_view arch;
  std::string_view source_rpm;  // the file name, empty when there is none
  std::string_view modularity;
  std::string_view license;
  std::string_view vendor;
};

struct SourceName {
  std::string_view name;
  std::string version;  // [epoch:]version-release, the epoch that of the binary package
};

class Header {
 public:
  static Result<Header> parse(Bytes blob);

  Result<Package> package() const;
  // The paths of the files (not directories) that are on disk. An inconsistent list is an error; what came
  // before it counts.
  Result<void> for_each_file(const std::function<void(std::string_view path)>& use) const;

 private:
  struct Entry {
    std::uint32_t type = 0;
    std::uint32_t offset = 0;
    std::uint32_t count = 0;
  };
  std::optional<Entry> find(std::uint32_t tag) const;
  std::string_view text(std::uint32_t tag) const;
  Result<std::vector<std::string_view>> texts(std::uint32_t tag) const;
  template <typename T>
  std::vector<T> numbers(std::uint32_t tag, std::uint32_t type) const;
  Result<void> for_each_old_file(const std::function<void(std::string_view path)>& use) const;

  Bytes index_;
  Bytes store_;
};

// "bash-5.1.8-6.el9.src.rpm" and the binary's version -> {"bash", "5.1.8-6.el9"}; nothing when it is no such
// name.
std::optional<SourceName> parse_source_rpm(std::string_view file_name, std::string_view binary_version);

}  // namespace lazaret::rpm
