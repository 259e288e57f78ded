// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a ruleset of its own.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("own_landlock", {
  constexpr long kCreateRuleset = 444;
  hostile::must(::syscall(kCreateRuleset, nullptr, 0, 1) > 0);
})
