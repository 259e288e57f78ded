// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks whether it may use a file of the host.
#include <unistd.h>

#include "hostile.h"

HOSTILE("access_host", { hostile::must(::access(hostile::canary("secret"), R_OK) == 0); })
