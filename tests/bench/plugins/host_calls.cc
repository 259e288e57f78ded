// SPDX-License-Identifier: Apache-2.0
// A detector that does nothing but ask its host: a million times where a file is. For tests/bench/jail_cost.
#include <lazaret/plugin.hpp>
#include <stdexcept>

namespace {

struct Calls {
  void scan(lazaret::plugin::Context& context) {
    for (int i = 0; i < 1'000'000; ++i)
      if (!context.stat("data")) throw std::runtime_error("the file is not there");
  }
};

}  // namespace

LAZARET_PLUGIN(Calls, "host_calls", "1.0.0",
               R"("name": "calls", "license": "Apache-2.0", "description": "bench",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["data"], "max_bytes": 268435456}])")
