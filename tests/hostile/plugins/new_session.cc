// SPDX-License-Identifier: Apache-2.0
// Hostile detector: leaves its session.
#include <unistd.h>

#include "hostile.h"

HOSTILE("new_session", { hostile::must(::setsid() >= 0); })
