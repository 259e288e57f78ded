// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/database.h"

#include "plugins/rpm/bdb_reader.h"
#include "plugins/rpm/ndb_reader.h"
#include "plugins/rpm/sqlite_reader.h"

namespace lazaret::rpm {
namespace {

Result<void> read_blobs(Bytes file, const BlobSink& sink) {
  if (is_sqlite(file)) return read_sqlite(file, sink);
  if (is_ndb(file)) return read_ndb(file, sink);
  if (is_bdb_hash(file)) return read_bdb(file, sink);
  return make_error(ErrorCode::InvalidInput, "neither SQLite nor ndb nor a Berkeley DB hash");
}

Result<void> use_blob(Bytes blob, const std::function<void(const Package&, const Header&)>& use) {
  const Header header = TRY(Header::parse(blob));
  const Package package = TRY(header.package());
  if (package.name != "gpg-pubkey") use(package, header);
  return {};
}

}  // namespace

Result<void> read_packages(Bytes file, const std::function<void(const Package&, const Header&)>& use,
                           const std::function<void(std::string)>& problem) {
  const auto on_blob = [&](Bytes blob) {
    if (auto done = use_blob(blob, use); !done) problem(std::move(done.error().message));
  };
  return read_blobs(file, {on_blob, problem});
}

}  // namespace lazaret::rpm
