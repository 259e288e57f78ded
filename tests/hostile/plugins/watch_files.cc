// SPDX-License-Identifier: Apache-2.0
// Hostile detector: watches what happens to files.
#include <sys/inotify.h>

#include "hostile.h"

HOSTILE("watch_files", { hostile::must(::inotify_init1(0) >= 0); })
