// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a read-only mount writable, the new way.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("remount_by_attribute", {
  struct {
    unsigned long long set = 0, clear = 1, propagation = 0, users = 0;
  } attributes;
  constexpr long kMountSetattr = 442;
  hostile::must(::syscall(kMountSetattr, AT_FDCWD, ".", 0, &attributes, sizeof attributes) == 0);
  hostile::must(::open("made", O_CREAT | O_WRONLY, 0600) >= 0);
})
