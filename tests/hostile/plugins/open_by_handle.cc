// SPDX-License-Identifier: Apache-2.0
// Hostile detector: opens a file by its number, past every directory.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("open_by_handle", {
  char* rest = const_cast<char*>(hostile::canary("handle"));
  alignas(file_handle) static char room[sizeof(file_handle) + 128];
  auto* handle = reinterpret_cast<file_handle*>(room);
  handle->handle_type = static_cast<int>(strtol(rest, &rest, 10));
  handle->handle_bytes = static_cast<unsigned>(strtol(rest, &rest, 10));
  for (unsigned i = 0; i < handle->handle_bytes; ++i)
    room[sizeof(file_handle) + i] = static_cast<char>(strtol(rest, &rest, 10));
  const int fd = ::open_by_handle_at(AT_FDCWD, handle, O_RDONLY);
  hostile::must(fd >= 0);
  char stolen[64];
  const auto size = ::read(fd, stolen, sizeof stolen);
  hostile::must(size > 0);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
