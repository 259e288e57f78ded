// SPDX-License-Identifier: Apache-2.0
// Hostile detector: loads code that lies in the image.
#include <dlfcn.h>

#include "hostile.h"

HOSTILE("load_image_code", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/image/code.so");
  if (::dlopen(path, RTLD_NOW) == nullptr) hostile::must_not(ELIBACC);
})
