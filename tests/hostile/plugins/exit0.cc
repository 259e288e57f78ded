// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends with success and without having said anything.
#include <unistd.h>

#include "hostile.h"

HOSTILE("exit0", { ::exit(0); })
