// SPDX-License-Identifier: Apache-2.0
// Hostile detector: calls the host with a table that it made up.
#include "hostile.h"

HOSTILE("wrong_host", {
  static lz_host forged = *hostile::host;
  forged.context = nullptr;
  lz_record record{sizeof record, LZ_RECORD_GAP, nullptr};
  hostile::host->emit(&forged, &record);
  forged.log(&forged, 0, hostile::text("x"));
})
