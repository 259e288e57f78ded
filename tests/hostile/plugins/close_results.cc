// SPDX-License-Identifier: Apache-2.0
// Hostile detector: closes the pipe of its results and goes on.
#include <unistd.h>

#include "hostile.h"

HOSTILE("close_results", { hostile::must(::close(4) == 0); })
