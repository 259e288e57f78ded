// SPDX-License-Identifier: Apache-2.0
// A directory held open, and access to what lies beneath it that no link and no ".." can lead astray.
// Called by the sources that read an image's directory. The tree is hostile and may change while it is read:
// every name is opened without following links, below this directory and nowhere else.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret {

class DirFd {
 public:
  // The directory that the user named; links in this path are the user's own and are followed.
  static Result<DirFd> open(const std::string& path);

  // A regular file, read-only; anything else is InvalidInput (a fifo would block, a device might act).
  Result<Fd> open_regular(const std::string& path) const;
  // The same, but links are followed as long as they stay beneath this directory.
  Result<Fd> open_linked(const std::string& path) const;
  Result<DirFd> open_directory(const std::string& path) const;
  // Of one name in this directory; a link is not followed. A directory without a file system mounted yet
  // stays so.
  Result<struct stat> stat_entry(const std::string& name) const;
  Result<std::string> read_link(const std::string& name) const;
  // All names but "." and "..", sorted bytewise. Refused above `limit` names.
  Result<std::vector<std::string>> names(std::uint64_t limit) const;
  Result<std::int64_t> file_system_magic() const;  // statfs(2) f_type

 private:
  explicit DirFd(Fd fd) : fd_(std::move(fd)) {}
  Result<Fd> open_beneath(const std::string& path, int flags, std::uint64_t resolve) const;
  Fd fd_;
};

}  // namespace lazaret
