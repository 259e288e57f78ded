// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes who owns a file.
#include <unistd.h>

#include "hostile.h"

HOSTILE("change_owner", {
  hostile::must(::chown(hostile::canary("victim"), static_cast<uid_t>(-1),
                        static_cast<gid_t>(hostile::number("group"))) == 0);
})
