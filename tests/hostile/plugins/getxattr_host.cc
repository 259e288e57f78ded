// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks for an attribute of a file of the host.
#include <sys/xattr.h>

#include "hostile.h"

HOSTILE("getxattr_host", {
  char value[64];
  hostile::must(::getxattr(hostile::canary("victim"), "user.note", value, sizeof value) >= 0 ||
                errno == ENODATA);
})
