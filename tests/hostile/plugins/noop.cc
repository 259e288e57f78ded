// SPDX-License-Identifier: Apache-2.0
// Hostile detector: none: it does nothing, and is the measure of the others.
#include "hostile.h"

HOSTILE("noop", {

                })
