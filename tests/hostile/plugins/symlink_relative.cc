// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a file of the host through a relative link in the image.
#include "hostile.h"

HOSTILE("symlink_relative", {
  char stolen[64];
  const auto size = hostile::read_image("relative", stolen, sizeof stolen);
  if (size <= 0) hostile::must_not(ENOENT);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
