// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says another name than its manifest.
#include "hostile.h"

HOSTILE_NOTE("wrong_id")
static void nothing() {}
HOSTILE_SYMBOL("dpkg", "1.0.0", LZ_ABI_MAJOR, 0, ::hostile::scan<nothing>, ::hostile::destroy)
