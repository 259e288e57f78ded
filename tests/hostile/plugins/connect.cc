// SPDX-License-Identifier: Apache-2.0
// Hostile detector: opens a socket.
#include <sys/socket.h>

#include <cstdlib>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    if (::socket(AF_INET, SOCK_STREAM, 0) < 0) std::abort();
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "connect", "1.0.0",
               R"("name": "connect", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
