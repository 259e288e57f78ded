// SPDX-License-Identifier: Apache-2.0
// Files kept between scans by key: layer files and inventories. One writer a key at a time, between processes
// too. Called by the unpack stage and the scanner. Keys hold only digests that the supervisor itself
// verified. Safe against `kill -9`: an entry is an unnamed file until it is whole and synced, then linked;
// locks die with the process.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret::scan {

class Cache {
 public:
  // Makes `directory` (mode 0700) if needed and refuses one that others may write. Empty: nothing is kept,
  // and new files live in memory.
  static Result<Cache> open(const std::string& directory);
  bool keeps() const { return static_cast<bool>(directory_fd_); }

  // The entry of `key` (lower-case hex), open for reading; NotFound when there is none.
  Result<Fd> find(std::string_view kind, std::string_view key) const;
  // Waits until nobody else is making `key`. Held until destroyed; look again with find() after it was got.
  Result<Fd> lock(std::string_view kind, std::string_view key) const;
  // An empty file to fill; not yet visible to anybody.
  Result<Fd> make_file() const;
  // Makes a filled file visible under `key`, synced first. Somebody else's equal entry is kept if it was
  // first.
  Result<void> publish(const Fd& file, std::string_view kind, std::string_view key) const;
  // Removes an entry that turned out to be damaged.
  void discard(std::string_view kind, std::string_view key) const;

 private:
  std::string path_of(std::string_view kind, std::string_view key, std::string_view suffix) const;
  std::string directory_;
  Fd directory_fd_;
};

}  // namespace lazaret::scan
