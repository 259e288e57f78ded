// SPDX-License-Identifier: Apache-2.0
// Hostile detector: sleeps for ever.
#include <unistd.h>

#include "hostile.h"

HOSTILE("sleep", {
  for (;;) ::sleep(1000);
})
