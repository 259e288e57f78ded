// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads from every descriptor that its parents forgot to close.
#include <sys/stat.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("inherited_files", {
  const long wanted = hostile::number("inode");
  struct stat found {};
  char stolen[64];
  for (int fd = 0; fd < 1024; ++fd) {
    if (::fstat(fd, &found) != 0 || static_cast<long>(found.st_ino) != wanted) continue;
    const auto size = ::pread(fd, stolen, sizeof stolen, 0);
    hostile::must(size > 0);
    return hostile::tell(stolen, static_cast<std::size_t>(size));
  }
  hostile::must_not(EBADF);
})
