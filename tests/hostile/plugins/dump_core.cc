// SPDX-License-Identifier: Apache-2.0
// Hostile detector: dies so that its memory is written to a file.
#include "hostile.h"

HOSTILE("dump_core", { ::abort(); })
