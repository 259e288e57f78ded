// SPDX-License-Identifier: Apache-2.0
// A directory laid out as osv.dev's public bucket: one folder an ecosystem, in it all.zip or one JSON file a
// record. Called by the importer. The files are downloaded data: a zip, entry or file that cannot be read is
// reported by name and the rest goes on. Folders and records come in the order of their names, so that equal
// inputs give equal calls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lazaret::advisory {

struct RecordVisitor {
  std::function<void(const std::string& where, std::string_view text)> record;
  std::function<void(const std::string& where, const Error& error)> problem;
};

// Names of the folders that hold a feed.
Result<std::vector<std::string>> list_feeds(const std::string& osv_directory);
void visit_feed(const std::string& osv_directory, const std::string& feed, const RecordVisitor& visitor);

}  // namespace lazaret::advisory
