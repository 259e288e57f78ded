// SPDX-License-Identifier: Apache-2.0
// A plugin's file and its manifest, read without loading or mapping it: bounded ELF pre-flight, JSON note.
// Called by the supervisor for each plugin directory. The file is hostile until its hash is pinned: nothing
// in it is run here. Source: docs/reference/plugin-manifest.md; ELF: System V ABI, chapters 4 and 5.
#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/model/ask.h"
#include "sandbox/plugin_grant.h"

namespace lazaret::sandbox {

struct PluginManifest {
  std::string id;  // reverse DNS or a plain word for built-in ones: "dpkg"
  std::string name;
  std::string version;  // semantic version
  std::string license;
  std::string description;
  std::uint32_t abi_major = 1;
  std::uint32_t abi_min_minor = 0;
  std::vector<std::string> emits;       // record kinds: "package", "os", "owns", "gap"
  std::vector<std::string> ecosystems;  // purl types it speaks for: "deb"
  AskSet files;                         // in the manifest's order (the index is walk()'s `ask`)
  std::uint64_t memory_bytes = 0;       // 0: the default
  std::uint64_t seconds = 0;            // 0: the default
  std::uint64_t threads = 0;            // beside the first; only what the operator grants
  bool tree = false;                    // wants its files as a directory; only where the operator grants it
};
Result<PluginManifest> parse_plugin_manifest(std::string_view json);

struct PluginFile {
  std::string path;
  Digest sha256;
  PluginManifest manifest;
  PluginGrant grant;  // the operator's
  Fd file;            // the very bytes that were hashed; the worker loads this descriptor

  // Refuses, with the reason: wrong class or machine, not ET_DYN, no or several notes, no exported
  // lazaret_plugin_v1 object, PT_INTERP, executable stack, TEXTREL, DT_NEEDED outside {libc, libm, libstdc++,
  // libgcc_s, libz, libisal, ld, libpthread, libdl}, RUNPATH other than $ORIGIN, DT_AUDIT/DT_FILTER; a file
  // that others may write; another digest than the operator pinned; needs that he has to grant and did not.
  static Result<PluginFile> open(const std::string& path);
};

// Whether the operator has granted the tree that it needs; Denied with the line to write where not.
Result<void> check_tree_grant(const PluginFile& plugin);

// All *.so of the directories that are not switched off, sorted by id; two files with one id are an
// error, and so is a directory that everybody may write.
Result<std::vector<PluginFile>> open_plugins(const std::vector<std::string>& directories);

}  // namespace lazaret::sandbox
