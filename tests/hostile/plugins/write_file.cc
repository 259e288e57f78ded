// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes a file.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("write_file", { hostile::must(::open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0); })
