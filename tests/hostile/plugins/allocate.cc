// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes memory without end.
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    for (;;) {
      char* block = new char[1 << 20];
      for (int i = 0; i < (1 << 20); i += 4096) static_cast<volatile char*>(block)[i] = 1;
    }
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "allocate", "1.0.0",
               R"("name": "allocate", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
