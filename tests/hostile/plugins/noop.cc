// SPDX-License-Identifier: Apache-2.0
// A detector that does nothing: the measure of the others.
#include <lazaret/plugin.hpp>

namespace {

class Hostile {
 public:
  void scan(lazaret::plugin::Context&) {}
};

}  // namespace

LAZARET_PLUGIN(Hostile, "noop", "1.0.0", R"("name": "noop", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}])")
