// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lets the C library load code that converts text.
#include <iconv.h>

#include "hostile.h"

HOSTILE("convert_text", { hostile::must(::iconv_open("HOSTILE", "UTF-8") != reinterpret_cast<iconv_t>(-1)); })
