// SPDX-License-Identifier: Apache-2.0
// Hostile detector: emits records without end.
#include "hostile.h"

HOSTILE("flood", {
  for (long i = 0; i < 200000; ++i)
    if (hostile::tell(hostile::text("once more")) != LZ_OK) hostile::must_not(ENOSPC);
})
