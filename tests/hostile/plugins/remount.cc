// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a read-only mount writable.
#include <fcntl.h>
#include <sys/mount.h>

#include "hostile.h"

HOSTILE("remount", {
  hostile::must(::mount(nullptr, ".", nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0);
  hostile::must(::open("made", O_CREAT | O_WRONLY, 0600) >= 0);
})
