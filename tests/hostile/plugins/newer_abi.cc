// SPDX-License-Identifier: Apache-2.0
// Hostile detector: needs a host that is not there yet.
#include "hostile.h"

HOSTILE_NOTE("newer_abi")
static void nothing() {}
HOSTILE_SYMBOL("newer_abi", "1.0.0", LZ_ABI_MAJOR, 99, ::hostile::scan<nothing>, ::hostile::destroy)
