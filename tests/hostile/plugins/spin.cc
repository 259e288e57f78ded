// SPDX-License-Identifier: Apache-2.0
// Hostile detector: never returns.
#include "hostile.h"

HOSTILE("spin", {
  volatile bool forever = true;
  while (forever) {
  }
})
