// SPDX-License-Identifier: Apache-2.0
// Feeds one layer's bytes to an unpack jail, and hashes and counts exactly the bytes that it feeds.
// Called by the unpack stage, one thread a layer. The bytes are hostile and are only passed on, never looked
// at.
#pragma once

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/scan/progress.h"
#include "core/source/source.h"

namespace lazaret::scan {

struct Fed {
  Digest digest;
  std::uint64_t bytes = 0;
  bool reader_left = false;  // the jail closed its end early; the rest was still hashed
};

// Closes `sink` at the end, so that the jail sees the end of the stream.
Result<Fed> feed(source::LayerStream& stream, Fd sink, std::string_view algorithm, Progress& progress);

}  // namespace lazaret::scan
