// SPDX-License-Identifier: Apache-2.0
// Every system call, each in a jail of its own, with arguments that mean nothing: what the kernel does must
// be what the reviewed table says (tests/golden/seccomp), which is made from the filter as data.
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "core/archive/byte_source.h"
#include "core/image/unpacker.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

constexpr int kCalls = 500, kThreads = 3;

int number_in(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "mmap (9) supervisor [a3=0x2 allow]", "4-4 default", "default supervisor", "above ENOSYS": the action for
// arguments of which every bit is set.
std::map<int, std::string> golden_actions() {
  std::ifstream file(from_environment("LAZARET_HOSTILE_GOLDEN") + "/detect-x86_64.txt");
  std::map<int, std::string> actions;
  std::string otherwise, above;
  int newest = kCalls;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("default ")) otherwise = line.substr(8);
    if (const auto dash = line.find('-'); dash < 4)
      newest = number_in(std::string_view(line).substr(dash + 1));
    if (line.starts_with("above ")) above = line.substr(6);
    const auto open = line.find('('), close = line.find(") ");
    if (open == std::string::npos || close == std::string::npos) continue;
    auto action = line.substr(close + 2, line.find(' ', close + 2) - close - 2);
    if (const auto all = line.find("=0xffffffffffffffff "); all != std::string::npos)
      action = line.substr(all + 20, line.find(']', all) - all - 20);
    actions[number_in(std::string_view(line).substr(open + 1))] = action;
  }
  for (int number = 0; number <= kCalls; ++number)
    actions.emplace(number, number > newest && !above.empty() ? above : otherwise);
  return actions;
}

// Unpacked by the test itself: its own bytes.
Image image_with_note(const std::string& note) {
  const auto input = make_memory_file("layer").take();
  const auto pack = make_memory_file("pack").take();
  if (!write_all(input, as_byte_span(layer_with_file("canary", note))).has_value() ||
      ::lseek(input.get(), 0, SEEK_SET) != 0)
    return {};
  archive::FdSource source(input);
  image::UnpackRequest request;
  request.asks.asks.push_back({{"**"}, ContentClass::Any, 4096, {}});
  if (!image::unpack_layer(source, pack, request).has_value()) return {};
  return image_of(duplicate(pack).take());
}

// Since Linux 6.14 the kernel lets uretprobe and uprobe past every filter; they do something only where a
// debugger's probe has put a trampoline, and end or refuse every other caller.
bool passes_every_filter(int number) { return number == 335 || number == 336; }

bool agrees(const std::string& action, const Outcome& outcome) {
  const auto status = outcome.status;
  if (action == "allow") return status != RunOutcome::Violation && status != RunOutcome::SetupError;
  if (action.starts_with('E')) return status == RunOutcome::PluginError && outcome.detail == action;
  return status == RunOutcome::Violation;
}

TEST_F(Jail, EveryCallDoesWhatTheTableSays) {
  RecordProperty("number", 59);
  RecordProperty("word", "as in tests/golden/seccomp");
#if !defined(__x86_64__)
  GTEST_SKIP() << "the reviewed table is of x86-64";
#endif
  const auto actions = golden_actions();
  ASSERT_GT(actions.size(), 500u);
  std::atomic<int> next{0};
  std::mutex mutex;
  std::map<std::string, int> seen;
  const auto work = [&] {
    for (int number = next++; number <= kCalls; number = next++) {
      const auto& action = actions.at(number);
      const auto outcome =
          run_plugin(*runner_, plugin_path("any_call"), image_with_note("call " + std::to_string(number)), 30)
              .outcome;
      const std::lock_guard lock(mutex);
      EXPECT_FALSE(passes_every_filter(number) && outcome.ok()) << number << " did something";
      ++seen[action];
      EXPECT_TRUE(passes_every_filter(number) || agrees(action, outcome))
          << number << " is " << action << ": " << to_string(outcome.status) << " " << outcome.detail;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  EXPECT_GT(seen["allow"], 20);
  EXPECT_GT(seen["kill"], 10);
}

}  // namespace
}  // namespace lazaret::sandbox
