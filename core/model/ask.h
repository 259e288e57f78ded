// SPDX-License-Identifier: Apache-2.0
// What plugins ask to be kept of a layer: path globs, content class, size cap, whole files or ELF sections.
// Made from plugin manifests (sandbox/plugin_manifest.h); read by the unpack worker and the `dir` source.
// The serialized form is canonical: equal asks have equal bytes, so that a cache key can hold their hash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret {

enum class ContentClass : std::uint8_t { Any, Elf, Script, Text };

struct FileAsk {
  // Globs over the path relative to the root: `*` and `?` stay within a segment, `**` is any number of
  // segments,
  // `{a,b}` and `[…]` are not supported. "var/lib/dpkg/status", "**/package.json", "**/*.jar", "**".
  std::vector<std::string> globs;
  ContentClass content = ContentClass::Any;
  std::uint64_t max_bytes = 64u << 20;  // a larger file is not kept and becomes a gap
  // Not empty: of an ELF file keep the headers, the section table and these sections only.
  std::vector<std::string> sections;
  auto operator<=>(const FileAsk&) const = default;
};

// Sorted, without duplicates.
struct AskSet {
  std::vector<FileAsk> asks;
  std::string serialize() const;
  static Result<AskSet> parse(std::string_view bytes);
  static AskSet merge(const std::vector<AskSet>& sets);
};

}  // namespace lazaret
