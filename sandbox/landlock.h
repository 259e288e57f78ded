// SPDX-License-Identifier: Apache-2.0
// Landlock: no file may be opened but those given, no network, no signals or sockets out.
// Called by confinement.cc in the worker. Source: the kernel's Documentation/userspace-api/landlock.rst, ABI
// 1 to 7.
#pragma once

#include <span>

#include "core/base/result.h"

namespace lazaret::sandbox {

// Handles every right that the running kernel knows; grants reading of the files behind these descriptors (or
// of what is beneath them) and nothing else. A kernel without Landlock is an error when `required`.
Result<void> restrict_file_access(std::span<const int> readable, bool required);

}  // namespace lazaret::sandbox
