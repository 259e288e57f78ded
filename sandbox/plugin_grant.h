// SPDX-License-Identifier: Apache-2.0
// The operator's word about a plugin: `x.lzplugin.yaml` beside `x.so`: pinned digest, switched on or off, and
// what is granted beyond the defaults. A manifest asks, this grants; without it the defaults hold.
// Called by plugin_manifest.cc. Source: docs/reference/plugin-manifest.md. Trusts the operator, checks the
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::sandbox {

struct PluginGrant {
  bool enabled = true;
  std::string sha256;              // hexadecimal; empty: not pinned
  std::uint64_t memory_bytes = 0;  // 0: no more than the default
  std::uint64_t seconds = 0;       // CPU time; 0: no more than the default
  std::uint64_t threads = 0;       // beside the first
  bool tree = false;               // a directory /image of what it asks for
};

// "dir/x.so" -> "dir/x.lzplugin.yaml".
std::string grant_path(const std::string& plugin);
// No file is the default. One that everybody may write to is refused.
Result<PluginGrant> read_plugin_grant(const std::string& plugin);
// `what` names the text in messages.
Result<PluginGrant> parse_plugin_grant(std::string_view text, const std::string& what);

}  // namespace lazaret::sandbox
