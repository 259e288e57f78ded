// SPDX-License-Identifier: Apache-2.0
// Hostile detector: crashes while it is loaded.
#include <cstdlib>
#include <lazaret/plugin.hpp>

namespace {

__attribute__((constructor)) void crash() { std::abort(); }

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {}
};

}  // namespace

LAZARET_PLUGIN(Hostile, "constructor", "1.0.0",
               R"("name": "constructor", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
