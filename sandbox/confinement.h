// SPDX-License-Identifier: Apache-2.0
// The last stages of the jail, done by the worker to itself before any hostile byte or code.
// Called once by worker_jobs; what cannot be confined must not run, so any failure ends the job as a set-up
// error. The supervisor checks the result in the kernel before it lets the worker go on.
#pragma once

#include <span>

#include "core/base/result.h"
#include "sandbox/landlock.h"
#include "sandbox/seccomp_policy.h"

namespace lazaret::sandbox {

// In this order, each verified: not dumpable, no new privileges, Landlock, write xor execute, seccomp,
// hand-over of the filter's listener through kWatchDescriptor, which is closed when the supervisor has said
// to go on.
Result<void> confine(const Policy& policy, std::span<const FileGrant> files, bool landlock_required);
// The same without the hand-over, for what runs no hostile code and is over before the worker begins: a call
// that is not allowed kills it.
Result<void> confine_unwatched(const Policy& policy, std::span<const FileGrant> files);

}  // namespace lazaret::sandbox
