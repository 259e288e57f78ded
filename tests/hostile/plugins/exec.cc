// SPDX-License-Identifier: Apache-2.0
// Hostile detector: becomes another program.
#include <unistd.h>

#include "hostile.h"

HOSTILE("exec", { hostile::must(::execl("/bin/true", "true", nullptr) == 0); })
