// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks to be traced.
#include <sys/ptrace.h>

#include "hostile.h"

HOSTILE("trace_me", { hostile::must(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0); })
