// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes a mount away.
#include <sys/mount.h>

#include "hostile.h"

HOSTILE("unmount", { hostile::must(::umount2(".", MNT_DETACH) == 0); })
