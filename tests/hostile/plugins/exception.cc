// SPDX-License-Identifier: Apache-2.0
// Hostile detector: throws through the C interface.
#include "hostile.h"

HOSTILE("exception", { throw 1; })
