// SPDX-License-Identifier: Apache-2.0
// Hostile detector: becomes a program that it wrote into memory.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("exec_memory", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/ran");
  char touch[] = "touch", program[] = "/usr/bin/touch";
  char* const arguments[] = {touch, path, nullptr};
  const int from = ::open(program, O_RDONLY), to = ::memfd_create("hostile", 0);
  hostile::must(to >= 0);
  char block[4096];
  for (ssize_t size = 0; (size = ::read(from, block, sizeof block)) > 0;)
    hostile::must(::write(to, block, static_cast<std::size_t>(size)) == size);
  hostile::must(::fexecve(to, arguments, environ) == 0);
})
