// SPDX-License-Identifier: Apache-2.0
// A library that somebody's environment brings into every program: preloaded, as an auditor of the loader, or
// as a converter of text. Leaves a file where LAZARET_CANARY says. Called by loader_test.cc.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

__attribute__((constructor)) void leave_mark() {
  const char* path = ::getenv("LAZARET_CANARY");
  if (path != nullptr) ::close(::open(path, O_CREAT | O_WRONLY, 0600));
}

}  // namespace

extern "C" {
unsigned la_version(unsigned version);
unsigned la_version(unsigned version) { return version; }
int gconv_init(void*);
int gconv_init(void*) { return 0; }
int gconv();
int gconv() { return 0; }
}
