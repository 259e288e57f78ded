// SPDX-License-Identifier: Apache-2.0
// Bounded pre-flight of a plugin's ELF file: what it would do to whoever loads it, and its manifest note.
// Called by PluginFile::open over the bytes of the file; nothing is mapped executable, nothing is run.
// The bytes are hostile: each table is read once, each name is bounded. Source: System V ABI, chapters 4
// and 5.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::sandbox {

// The manifest's JSON, when the file is one that a worker may load; else the reason why not.
Result<std::string_view> read_plugin_elf(std::span<const std::byte> file);

}  // namespace lazaret::sandbox
