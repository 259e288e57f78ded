// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes what it and the next detectors are shown of the image.
#include <unistd.h>

#include "hostile.h"

HOSTILE("write_inputs", {
  for (int fd = 5; fd < 64; ++fd)
    if (::write(fd, "x", 1) == 1) return;
  hostile::must_not(EBADF);
})
