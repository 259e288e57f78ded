// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says another version than its manifest.
#include "hostile.h"

HOSTILE_NOTE("wrong_version")
static void nothing() {}
HOSTILE_SYMBOL("wrong_version", "9.9.9", LZ_ABI_MAJOR, 0, ::hostile::scan<nothing>, ::hostile::destroy)
