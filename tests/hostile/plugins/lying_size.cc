// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lies about the size of what it passes.
#include "hostile.h"

HOSTILE("lying_size", {
  lz_gap gap{0xfffffff0u, 0, hostile::text("lie"), {}, {}};
  lz_record record{3, LZ_RECORD_GAP, &gap};
  const auto* host = hostile::host;
  if (host->emit(host, &record) == LZ_OK) return;
  record.struct_size = sizeof record;
  gap.struct_size = 2;
  if (host->emit(host, &record) == LZ_OK) return;
  hostile::must_not(EINVAL);
})
