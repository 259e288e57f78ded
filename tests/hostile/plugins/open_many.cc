// SPDX-License-Identifier: Apache-2.0
// Hostile detector: opens its own file until no more can be opened.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>

#include "hostile.h"

HOSTILE("open_many", {
  Dl_info self{};
  ::dladdr(reinterpret_cast<const void*>(&hostile::canary), &self);
  for (int opened = 0; opened < 400; ++opened) hostile::must(::open(self.dli_fname, O_RDONLY) >= 0);
})
