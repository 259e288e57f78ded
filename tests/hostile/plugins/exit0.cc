// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends with success and without having said anything.
#include <cstdlib>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) { std::exit(0); }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "exit0", "1.0.0",
               R"("name": "exit0", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
