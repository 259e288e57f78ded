// SPDX-License-Identifier: Apache-2.0
// Hostile detector: removes a file.
#include <unistd.h>

#include "hostile.h"

HOSTILE("remove_file", { hostile::must(::unlink(hostile::canary("victim")) == 0); })
