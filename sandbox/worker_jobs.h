// SPDX-License-Identifier: Apache-2.0
// The kinds of job, each: map, confine, HELLO, work, END. An error is one of setting up, before HELLO.
// Called by worker_main. Descriptors are where job_spec.h says; everything behind them but the specification
// is hostile.
#pragma once

#include "core/base/result.h"
#include "sandbox/job_spec.h"
#include "sandbox/wire.h"

namespace lazaret::sandbox {

Result<void> run_unpack(const JobSpec& spec, wire::FrameWriter& writer);
Result<void> run_list(const JobSpec& spec, wire::FrameWriter& writer);
// Writes /image and ends; called with the specification of a detect job, before that job's own worker.
Result<void> run_tree(const JobSpec& spec);
Result<void> run_detect(const JobSpec& spec, wire::FrameWriter& writer);

}  // namespace lazaret::sandbox
