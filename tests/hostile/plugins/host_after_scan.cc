// SPDX-License-Identifier: Apache-2.0
// Hostile detector: goes on emitting after its scan has returned.
#include "hostile.h"

HOSTILE_NOTE("host_after_scan")
static void late(void*) { hostile::tell(hostile::text("late")); }
static void nothing() {}
HOSTILE_SYMBOL("host_after_scan", "1.0.0", LZ_ABI_MAJOR, 0, ::hostile::scan<nothing>, late)
