// SPDX-License-Identifier: Apache-2.0
// Hostile detector: goes to a directory of the host.
#include <unistd.h>

#include "hostile.h"

HOSTILE("chdir_host", { hostile::must(::chdir("/etc") == 0); })
