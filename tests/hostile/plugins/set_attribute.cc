// SPDX-License-Identifier: Apache-2.0
// Hostile detector: marks a file.
#include <sys/xattr.h>

#include "hostile.h"

HOSTILE("set_attribute",
        { hostile::must(::setxattr(hostile::canary("victim"), "user.note", "x", 1, 0) == 0); })
