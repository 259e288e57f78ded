// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes nonsense where its results go.
#include "frames.h"

HOSTILE("garbage", {
  hostile::must(::write(hostile::kResults, "garbage garbage garbage", 23) == 23);
  ::_exit(0);
})
