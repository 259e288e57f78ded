// SPDX-License-Identifier: Apache-2.0
// Landlock: no file may be opened but those given, no network, no signals or sockets out.
// Called by confinement.cc in the worker. Source: the kernel's Documentation/userspace-api/landlock.rst, ABI
// 1 to 7.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"

namespace lazaret::sandbox {

enum class FileAccess : std::uint8_t {
  ReadFile,  // this file
  ReadTree,  // files and lists of directories beneath this directory
  MakeTree,  // new files, directories and symbolic links beneath it; nothing is read, removed or renamed
};
struct FileGrant {
  int descriptor = -1;
  FileAccess access = FileAccess::ReadFile;
};

// Handles every right that the running kernel knows; grants these and nothing else. A kernel without Landlock
// is an error when `required`.
Result<void> restrict_file_access(std::span<const FileGrant> grants, bool required);

}  // namespace lazaret::sandbox
