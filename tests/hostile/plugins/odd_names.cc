// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reports a path of the image that steers a terminal.
#include "hostile.h"

HOSTILE("odd_names", { hostile::tell("etc/\x1b[2Jpasswd", 14); })
