// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process that would outlive it.
#include <unistd.h>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    if (::fork() == 0) ::_exit(0);
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "fork", "1.0.0", R"("name": "fork", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
