// SPDX-License-Identifier: Apache-2.0
// Hostile detector: is of another ABI than its manifest says.
#include "hostile.h"

HOSTILE_NOTE("other_abi")
static void nothing() {}
HOSTILE_SYMBOL("other_abi", "1.0.0", LZ_ABI_MAJOR + 1, 0, ::hostile::scan<nothing>, ::hostile::destroy)
