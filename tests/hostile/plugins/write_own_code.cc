// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes its own file.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("write_own_code", {
  Dl_info self{};
  ::dladdr(reinterpret_cast<const void*>(&hostile::canary), &self);
  const int fd = ::open(self.dli_fname, O_WRONLY | O_APPEND);
  hostile::must(fd >= 0 && ::write(fd, "x", 1) == 1);
})
