// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a file of the host.
#include <fcntl.h>

#include <cstdlib>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    if (::open("/etc/passwd", O_RDONLY) < 0) std::abort();
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "open_passwd", "1.0.0",
               R"("name": "open_passwd", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
