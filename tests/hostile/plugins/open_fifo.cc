// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a named pipe of the image, to which nobody will ever write.
#include "hostile.h"

HOSTILE("open_fifo", {
  char byte = 0;
  if (hostile::read_image("fifo", &byte, 1) < 0) hostile::must_not(EINVAL);
})
