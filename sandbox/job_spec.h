// SPDX-License-Identifier: Apache-2.0
// What a worker is to do, as the supervisor writes it into a sealed memory file and the worker reads it.
// Both ends are built together. The worker trusts it: it comes from the supervisor by way of the launcher.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/model/ask.h"
#include "sandbox/job_layout.h"

namespace lazaret::sandbox {

enum class JobKind : std::uint32_t { Unpack = 1, List, Detect };

struct JobSpec {
  JobKind kind = JobKind::Unpack;
  bool want_diff_id = false;
  bool trusted_omissions = false;
  bool degraded = false;
  bool tree = false;  // detect: /image is there
  std::uint32_t packs = 0;
  std::uint32_t threads = 0;  // beside the first, as granted
  Limits limits;
  AskSet asks;
  std::string plugin_id;
  std::string plugin_version;
};

Result<Fd> write_job_spec(const JobSpec& spec);
Result<JobSpec> read_job_spec(const Fd& file);

}  // namespace lazaret::sandbox
