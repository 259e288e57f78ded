// SPDX-License-Identifier: Apache-2.0
// Hostile detector: passes a text without bytes and with a length.
#include "hostile.h"

HOSTILE("null_text", {
  lz_text nothing{nullptr, 0xffffffff, 0};
  if (hostile::tell(nothing) != LZ_OK) hostile::must_not(EINVAL);
  const auto* host = hostile::host;
  lz_record empty{sizeof empty, LZ_RECORD_PACKAGE, nullptr};
  if (host->emit(host, &empty) != LZ_OK || host->emit(host, nullptr) != LZ_OK) hostile::must_not(EINVAL);
})
