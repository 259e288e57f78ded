// SPDX-License-Identifier: Apache-2.0
// Hostile detector: emits records without end.
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context& context) {
    for (;;) context.gap("flood", "", "once more");
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "flood", "1.0.0",
               R"("name": "flood", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
