// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends by SIGABRT.
#include <cstdlib>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) { std::abort(); }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "abort", "1.0.0",
               R"("name": "abort", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
