// SPDX-License-Identifier: Apache-2.0
// A detector that copies the content of one file piece by piece and adds it up. For tests/bench/jail_cost.
#include <lazaret/plugin.hpp>
#include <stdexcept>
#include <vector>

namespace {

struct Reads {
  void scan(lazaret::plugin::Context& context) {
    const auto file = context.stat("data");
    std::vector<unsigned char> piece(1u << 16);
    std::uint64_t sum = 0, offset = 0;
    while (const auto got = file->read_at(offset, piece.data(), piece.size())) {
      if (got < 0) throw std::runtime_error("the file cannot be read");
      for (std::size_t i = 0; i < piece.size(); i += 64) sum += piece[i];
      offset += static_cast<std::uint64_t>(got);
    }
    if (sum == 1) context.gap("odd_file", "data", "a sum that nobody expects");
  }
};

}  // namespace

LAZARET_PLUGIN(Reads, "read_bytes", "1.0.0",
               R"("name": "reads", "license": "Apache-2.0", "description": "bench",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["data"], "max_bytes": 268435456}])")
