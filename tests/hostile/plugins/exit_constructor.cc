// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends while it is loaded.
#include <unistd.h>

#include "hostile.h"

__attribute__((constructor)) static void end() { ::_exit(0); }

HOSTILE("exit_constructor", {

                            })
