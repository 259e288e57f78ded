// SPDX-License-Identifier: Apache-2.0
// Hostile detector: traces another process and changes its memory.
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "hostile.h"

HOSTILE("trace_process", {
  const auto target = static_cast<pid_t>(hostile::number("process"));
  hostile::must(::ptrace(PTRACE_ATTACH, target, nullptr, nullptr) == 0);
  ::waitpid(target, nullptr, 0);
  hostile::must(::ptrace(PTRACE_POKEDATA, target, hostile::number("word"), 1) == 0);
  hostile::must(::ptrace(PTRACE_DETACH, target, nullptr, nullptr) == 0);
})
