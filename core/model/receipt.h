// SPDX-License-Identifier: Apache-2.0
// The isolation receipt of one job: what held it, as the supervisor read it from the kernel, what it might
// use and used, and the call that it was ended for. docs/reference/report.md is its contract. Filled by
// sandbox/job_session, kept with a Run, written by core/report. Holds no text of the worker's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lazaret {

// A system call that no set of the policy holds. All but `phase` is the kernel's word.
struct Violation {
  std::string call;  // "socket", or the number where it has no name
  std::uint64_t number = 0;
  std::string arguments;  // decoded: "AF_INET, SOCK_STREAM, 0"; what a pointer points at is not read
  std::string from;       // module and offset of the instruction: "libc.so.6+0x11a2b7"; empty: unknown
  std::string caller;     // likely place in the plugin: "code.so+0x1139"; empty: unknown
  std::string phase;      // "load" or "scan": the worker's word
  std::string advice;     // which set would allow it, or what to do instead
};

// What /proc said of the worker before it was let go on; nothing hostile had been read or loaded by then.
struct KernelFacts {
  std::uint32_t seccomp = 0;  // 2: filter
  std::uint32_t filters = 0;
  bool no_new_privileges = false;
  std::string bounding_set;             // CapBnd, hexadecimal
  std::string effective_set;            // CapEff
  std::vector<std::string> namespaces;  // that are not the supervisor's: "cgroup", "ipc" ...; sorted
};

struct RunLimits {
  std::uint64_t memory_bytes = 0;
  std::string memory_by;  // "cgroup v2", "cgroup v1", "rlimits and watchdog"
  std::uint64_t cpu_seconds = 0;
  std::uint64_t wall_seconds = 0;
  std::uint64_t processes = 0;  // the worker and its threads
  std::uint64_t descriptors = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t output_bytes = 0;
  std::uint64_t log_bytes = 0;
};

struct Receipt {
  std::string policy;                 // "unpack", "detect", "detect+threads"
  std::string policy_sha256;          // of the filter program, with the process left open
  std::string mode;                   // "root", "unprivileged", "degraded"
  std::vector<std::string> missing;   // layers that this machine does not have
  std::optional<KernelFacts> kernel;  // nothing: it never got so far
  std::string violations_by;          // "supervisor"; "kernel" where no listener could be had
  RunLimits limits;
  std::uint64_t output_bytes = 0;  // used
  std::uint64_t log_bytes = 0;
  std::optional<Violation> violation;
};

}  // namespace lazaret
