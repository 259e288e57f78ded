// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes another directory its root.
#include <unistd.h>

#include "hostile.h"

HOSTILE("change_root", { hostile::must(::chroot(".") == 0); })
