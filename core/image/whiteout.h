// SPDX-License-Identifier: Apache-2.0
// Reads the names by which a layer hides what lower layers hold.
// Called by the unpacker on normal paths. Source: OCI image specification v1.1, layer.md "Whiteouts".
#pragma once

#include <string>
#include <string_view>

namespace lazaret::image {

struct Whiteout {
  enum class Kind {
    None,
    Whiteout,  // ".wh.NAME": hides `path`, a sibling of it
    Opaque,    // ".wh..wh..opq": hides everything below `path`, the directory it stands in
    Ignored,   // any other ".wh..wh.": bookkeeping of the AUFS driver, never part of an image
    Unsafe,    // ".wh.", ".wh..", ".wh...": no file can have the name that is left
  };
  Kind kind = Kind::None;
  std::string path;
};

inline Whiteout read_whiteout(std::string_view path) {
  constexpr std::string_view kPrefix = ".wh.";
  const auto slash = path.rfind('/');
  const auto name = path.substr(slash + 1);
  if (!name.starts_with(kPrefix)) return {};
  const auto directory = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  const auto hidden = name.substr(kPrefix.size());
  if (hidden == ".wh..opq") return {Whiteout::Kind::Opaque, std::string(directory)};
  if (hidden.starts_with(kPrefix)) return {Whiteout::Kind::Ignored, {}};
  if (hidden.empty() || hidden == "." || hidden == "..") return {Whiteout::Kind::Unsafe, {}};
  return {Whiteout::Kind::Whiteout, std::string(path.substr(0, slash + 1)).append(hidden)};
}

}  // namespace lazaret::image
