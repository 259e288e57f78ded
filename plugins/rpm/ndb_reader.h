// SPDX-License-Identifier: Apache-2.0
// The blobs of rpm's own database format ndb ("Packages.db"), as SUSE uses it.
// Called by database.cc; the bytes are hostile: every block range is checked, and no more is read than the
// file has. Source: rpm, lib/backend/ndb/rpmpkg.c (layout of slots and blobs).
#pragma once

#include "core/base/result.h"
#include "plugins/rpm/blob_sink.h"

namespace lazaret::rpm {

bool is_ndb(Bytes file);
Result<void> read_ndb(Bytes file, const BlobSink& sink);

}  // namespace lazaret::rpm
