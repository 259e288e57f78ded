// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lists a directory of the host.
#include <dirent.h>

#include "hostile.h"

HOSTILE("list_host", { hostile::must(::opendir("/etc") != nullptr); })
