// SPDX-License-Identifier: Apache-2.0
// One jail: from clone3 to the exec of the worker, and its init process that says truly how the worker ended.
// Called by the launcher once a job. Trusts the request; whatever step fails ends the jail and is named.
#pragma once

#include <sys/types.h>

#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"
#include "sandbox/jail_template.h"
#include "sandbox/job_cgroup.h"
#include "sandbox/launch_protocol.h"

namespace lazaret::sandbox {

// What a jail writes to its status pipe: a failed stage, or the end of the worker.
struct JailWord {
  JailStage stage = JailStage::None;
  std::int32_t error = 0;
  std::int32_t wait_status = 0;
  std::uint32_t reserved = 0;
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_rss_kib = 0;
};

struct JailJob {
  LaunchRequest request;
  std::vector<Fd> descriptors;
  JobCgroup cgroup;   // without any: resource limits bound it
  unsigned slot = 0;  // 0 … kHostIds - 2: which user of the range
};

struct RunningJail {
  pid_t init = -1;
  Fd pidfd;
  Fd words;  // JailWord; the end of the pipe without one: killed
};

// `life` is a pipe whose only writer is the launcher: a jail whose launcher is dead must not start.
Result<RunningJail> start_jail(const JailTemplate& made, const JailJob& job, const PipeEnds& life);

}  // namespace lazaret::sandbox
