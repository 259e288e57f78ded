// SPDX-License-Identifier: Apache-2.0
// Hostile detector: passes a text that goes on past its memory.
#include "hostile.h"

HOSTILE("endless_text", {
  static char text[16] = "x";
  if (hostile::tell(hostile::text(text, 0x7fffffff)) != LZ_OK) hostile::must_not(EINVAL);
})
