// SPDX-License-Identifier: Apache-2.0
// What the kernel says of a process, read from outside: /proc/<pid>/status, its namespaces, its map.
// Called by worker_watch.cc in the supervisor. Trusts the kernel; names in a map are those of mapped files.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/model/receipt.h"

namespace lazaret::sandbox {

// Namespaces that differ from those of the calling process; one that may not be read is an error only where
// `namespaces` are expected.
Result<KernelFacts> read_kernel_facts(pid_t process, bool namespaces);
// Private and shared anonymous memory that is resident; 0 when the process is gone.
std::uint64_t resident_bytes(pid_t process);

struct MappedCode {
  std::uint64_t begin, end, offset;
  std::string module;  // last part of the file's path
};
// The executable mappings of files, of the text of /proc/<pid>/maps.
std::vector<MappedCode> parse_map(std::string_view text);
// "libc.so.6+0x11a2b7"; empty where the address is in no file's code.
std::string place_of(std::uint64_t address, const std::vector<MappedCode>& map);
// The innermost word on the stack that points into `module`: probably the plugin's own call. Empty where the
// stack may not be read. Hostile memory: words are compared, never followed.
std::string likely_caller(pid_t process, std::string_view module, const std::vector<MappedCode>& map);

}  // namespace lazaret::sandbox
