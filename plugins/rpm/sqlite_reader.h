// SPDX-License-Identifier: Apache-2.0
// The blobs of the table "Packages" of an SQLite file, read page by page without SQLite, overflow pages
// included. Called by database.cc; the bytes are hostile: each page is visited at most once, depth is
// bounded. Source: sqlite.org, "Database File Format", 1.3 to 1.6, 2.1, 2.6.
#pragma once

#include "core/base/result.h"
#include "plugins/rpm/blob_sink.h"

namespace lazaret::rpm {

bool is_sqlite(Bytes file);
// Changes that are still in a write-ahead log are not seen: the caller looks whether there is one.
Result<void> read_sqlite(Bytes file, const BlobSink& sink);

}  // namespace lazaret::rpm
