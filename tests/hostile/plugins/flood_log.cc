// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes to the log without end.
#include "hostile.h"

HOSTILE("flood_log", {
  for (long i = 0; i < 100000; ++i)
    hostile::host->log(hostile::host, LZ_LOG_WARNING,
                       hostile::text("once more, and for ever and ever and ever"));
})
