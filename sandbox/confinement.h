// SPDX-License-Identifier: Apache-2.0
// The last stages of the jail, done by the worker to itself before any hostile byte or code.
// Called once by worker_main; what cannot be confined must not run, so any failure ends the job as a set-up
// error.
#pragma once

#include <span>

#include "core/base/result.h"
#include "sandbox/seccomp_policy.h"

namespace lazaret::sandbox {

// In this order: not dumpable, Landlock (`readable` as in landlock.h), write xor execute, seccomp; then
// verified. `on_violation` is called from a signal handler with the number of a call that is not allowed, and
// must not return.
Result<void> confine(Policy policy, std::span<const int> readable, bool landlock_required,
                     void (*on_violation)(int));

}  // namespace lazaret::sandbox
