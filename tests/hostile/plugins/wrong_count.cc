// SPDX-License-Identifier: Apache-2.0
// Hostile detector: miscounts its records.
#include "frames.h"

HOSTILE("wrong_count", {
  hostile::send_gap(1, "one", "x", 1);
  hostile::send_end(2, 7);
  ::_exit(0);
})
