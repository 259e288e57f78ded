// SPDX-License-Identifier: Apache-2.0
// Hostile detector: watches what happens to file systems.
#include <fcntl.h>
#include <sys/fanotify.h>

#include "hostile.h"

HOSTILE("watch_everything",
        { hostile::must(::fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY) >= 0); })
