// SPDX-License-Identifier: Apache-2.0
// Hostile detector: crashes when it is destroyed.
#include "hostile.h"

HOSTILE_NOTE("crash_destroy")
static void crash(void*) { ::abort(); }
static void nothing() {}
HOSTILE_SYMBOL("crash_destroy", "1.0.0", LZ_ABI_MAJOR, 0, ::hostile::scan<nothing>, crash)
