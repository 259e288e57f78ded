// SPDX-License-Identifier: Apache-2.0
// Hostile detector: crashes after the end.
#include "hostile.h"

__attribute__((destructor)) static void crash() { ::abort(); }

HOSTILE("crash_at_exit", { ::atexit([] { ::abort(); }); })
