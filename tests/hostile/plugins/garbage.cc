// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes nonsense where its results go.
#include <unistd.h>
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {
    constexpr int kResults = 4;
    if (::write(kResults, "garbage garbage garbage", 23) < 0) return;
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "garbage", "1.0.0",
               R"("name": "garbage", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
