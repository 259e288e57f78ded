// SPDX-License-Identifier: Apache-2.0
// Not hostile until its end: two threads, as its manifest asks; then one more than that, which must fail.
#include <atomic>
#include <lazaret/plugin.hpp>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

bool can_start_another() {
  try {
    std::thread([] {}).join();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

struct Hostile {
  void scan(lazaret::plugin::Context&) {
    std::atomic<bool> over = false;
    const auto wait = [&] { over.wait(false); };
    std::thread first(wait), second(wait);
    const bool another = can_start_another();
    over = true;
    over.notify_all();
    first.join();
    second.join();
    if (another) throw std::runtime_error("a third thread was started");
  }
};

}  // namespace

LAZARET_PLUGIN(Hostile, "granted_threads", "1.0.0",
               R"("name": "granted_threads", "license": "Apache-2.0", "description": "hostile",
  "emits": ["gap"], "ecosystems": [], "files": [{"paths": ["**"], "max_bytes": 4096}], "needs": {"threads": 2})")
