// SPDX-License-Identifier: Apache-2.0
// The values of a Berkeley DB hash file ("Packages"), overflow pages included, in either byte order.
// Called by database.cc; the bytes are hostile: each page is visited at most once, so that time is linear in
// the file. Source: Berkeley DB 5.3, dbinc/db_page.h (on-disk page layout).
#pragma once

#include "core/base/result.h"
#include "plugins/rpm/blob_sink.h"

namespace lazaret::rpm {

bool is_bdb_hash(Bytes file);
// An error when the file as a whole cannot be read; a page that cannot is told to the sink.
Result<void> read_bdb(Bytes file, const BlobSink& sink);

}  // namespace lazaret::rpm
