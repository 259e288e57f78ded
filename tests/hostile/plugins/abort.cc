// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends by SIGABRT.
#include "hostile.h"

HOSTILE("abort", { ::abort(); })
