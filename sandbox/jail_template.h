// SPDX-License-Identifier: Apache-2.0
// What all jails have in common, made once: user namespace, empty network, a root with the worker's libraries
// and no more. Called by the launcher for itself, and in a throw-away child to find out what the machine can
// do. Trusts the host's file system and the worker's own word about its libraries.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret::sandbox {

// Root mode: host user ids [kFirstHostId, + kHostIds) are the jails'; 0 of the namespace is the launcher,
// then the jobs.
inline constexpr unsigned kFirstHostId = 70000;
inline constexpr unsigned kHostIds = 1000;
inline constexpr uid_t kNobody = 65534;  // of degraded jobs that root started

struct JailTemplate {
  bool namespaces = false;  // false: degraded
  bool separate_users = false;
  Fd worker;       // the program, O_PATH
  Fd null_device;  // for 0, 1, 2
  Fd processes;    // the host's /proc, O_PATH: to map users of nested namespaces
};

struct WorkerProgram {
  std::string path;
  std::vector<std::string> libraries;  // absolute paths as the loader names them, the loader among them
};
// Asks the worker for its libraries.
Result<WorkerProgram> inspect_worker(const std::string& path);

// How the messages of enter_full_template begin where a namespace could not be made, or not be used.
inline constexpr std::string_view kNoNamespace = "make a user namespace";
inline constexpr std::string_view kNoUserMap = "map users";

// Puts the calling process into the template. It cannot be undone; on an error the process must end.
Result<JailTemplate> enter_full_template(const WorkerProgram& program);
Result<JailTemplate> enter_degraded_template(const WorkerProgram& program);

}  // namespace lazaret::sandbox
