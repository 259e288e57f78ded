// SPDX-License-Identifier: Apache-2.0
// Hostile detector: never returns.
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    volatile bool forever = true;
    while (forever) {
    }
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "spin", "1.0.0", R"("name": "spin", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}],
  "needs": {"seconds": 2})")
