// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes itself root of a namespace.
#include <sched.h>

#include "hostile.h"

HOSTILE("unshare_users", { hostile::must(::unshare(CLONE_NEWUSER) == 0); })
