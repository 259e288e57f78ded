// SPDX-License-Identifier: Apache-2.0
// Hostile detector: crashes while it is loaded.
#include "hostile.h"

__attribute__((constructor)) static void crash() { ::abort(); }

HOSTILE("constructor", {

                       })
