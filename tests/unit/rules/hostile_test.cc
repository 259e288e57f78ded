// SPDX-License-Identifier: Apache-2.0
// Rule files made to cost memory or time: each is refused inside a process that may have 256 MiB of address
// space; a control shows that the bound bites. Times and peaks are reported as properties.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "tests/unit/rules/rules_fixture.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LAZARET_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define LAZARET_SANITIZED 1
#endif

namespace lazaret::rules {
namespace {

constexpr std::uint64_t kMemory = 256u << 20;
constexpr double kSeconds =
    10;  // ten times the promise: of the processor, on a machine that does other things

struct Cost {
  bool ended_well = false;
  double seconds = 0;
  long peak_kib = 0;
};

// `work` in a child; true means what was expected happened.
Cost cost_of(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit memory{kMemory, kMemory};
    setrlimit(RLIMIT_AS, &memory);
    [&]() noexcept { _exit(work() ? 0 : 1); }();  // nothing thrown goes on as a second test run
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const auto seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0, seconds(usage.ru_utime) + seconds(usage.ru_stime),
          usage.ru_maxrss};
}

class HostileRules : public testing::Test {
 protected:
  void SetUp() override {
#ifdef LAZARET_SANITIZED
    GTEST_SKIP() << "a sanitizer needs more address space than this test allows";
#endif
  }
  // Made inside the child, so that its memory counts.
  static void expect_refused(const std::function<std::string()>& text) {
    const Cost cost = cost_of([&] {
      std::vector<SourceFile> files(1);
      files[0] = {"a", text(), {}};
      return load(files, instant(kNow)).rules == nullptr;
    });
    EXPECT_TRUE(cost.ended_well) << "loaded, or died";
    EXPECT_LT(cost.seconds, kSeconds);
    RecordProperty("milliseconds", static_cast<int>(cost.seconds * 1000));
    RecordProperty("peak_kib", static_cast<int>(cost.peak_kib));
  }
};

const std::string kHead = "lazaret: rules/v1\n";

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST_F(HostileRules, ControlTheBoundOfMemoryBites) {
  const auto take = [](std::size_t bytes) {
    return cost_of([=] {
             const std::unique_ptr<char[]> memory(new (std::nothrow) char[bytes]);
             return memory != nullptr;
           })
        .ended_well;
  };
  EXPECT_TRUE(take(32u << 20));
  EXPECT_FALSE(take(300u << 20));
}

TEST_F(HostileRules, ABombOfAnchors) {
  expect_refused([] {
    std::string out = kHead + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
      const std::string before = "*a" + std::to_string(i - 1);
      out += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(before + ", ", 8) +
             before + "]\n";
    }
    return out;
  });
}

TEST_F(HostileRules, ABombOfMacros) {
  expect_refused([] {
    std::string out = kHead + "macros:\n  m0: {vuln.kev: true}\n";
    for (int i = 1; i < 30; ++i) {
      const std::string before = "{macro: m" + std::to_string(i - 1) + "}";
      out += "  m" + std::to_string(i) + ": {any: [" + repeated(before + ", ", 8) + before + "]}\n";
    }
    return out;
  });
}

// One text at a time: 256 MiB leave no room for the test's own copies.
std::string of_64_mib(std::string_view before, char filler, std::string_view after) {
  std::string out;
  out.reserve((64u << 20) + 100);
  out.append(kHead).append(before).append(64u << 20, filler).append(after);
  return out;
}
TEST_F(HostileRules, SixtyFourMebibytesOfComment) {
  expect_refused([] { return of_64_mib("", '#', "\n"); });
}
TEST_F(HostileRules, SixtyFourMebibytesOfOneText) {
  expect_refused([] { return of_64_mib("rules: \"", 'a', "\"\n"); });
}
TEST_F(HostileRules, FourMebibytesOfListElements) {
  expect_refused([] { return kHead + "rules: [" + repeated("a,", (4u << 19) - 100) + "]\n"; });
}
TEST_F(HostileRules, FourMebibytesOfKeys) {
  expect_refused([] {
    std::string out = kHead;
    for (std::size_t i = 0; out.size() < (4u << 20) - 100; ++i) out += "k" + std::to_string(i) + ": 1\n";
    return out;
  });
}

TEST_F(HostileRules, TenThousandLevelsOfLists) {
  expect_refused([] { return kHead + "rules: " + std::string(10'000, '['); });
}
TEST_F(HostileRules, TenThousandLevelsOfMappings) {
  expect_refused([] { return kHead + "rules:\n  - match: " + repeated("{not: ", 10'000); });
}
TEST_F(HostileRules, TenThousandLevelsOfBlocks) {
  expect_refused([] { return kHead + "rules:\n  " + repeated("- ", 10'000) + "a\n"; });
}
TEST_F(HostileRules, TenThousandLevelsOfMacros) {
  expect_refused([] {
    std::string out = kHead + "macros:\n";
    for (int i = 0; i < 10'000; ++i)
      out += "  m" + std::to_string(i) + ": {macro: m" + std::to_string(i + 1) + "}\n";
    return out + "  m10000: {vuln.kev: true}\n";
  });
}

std::string many_patterns(std::string_view pattern) {
  std::string out = kHead + "rules:\n";
  for (int i = 0; i < 20'000; ++i)
    out += "  - {id: R-" + std::to_string(i) + ", match: {package.name: {regex: \"" + std::to_string(i) +
           std::string(pattern) + "\"}}, tag: [a]}\n";
  return out;
}
TEST_F(HostileRules, APatternThatWantsMoreMemoryThanItMayHave) {
  expect_refused([] {
    return kHead +
           "rules:\n  - {id: R-1, match: {package.name: {regex: \"((a{100}){100}){10}\"}}, tag: [a]}\n";
  });
}
TEST_F(HostileRules, TwentyThousandPatternsOfTheGreatestSize) {
  expect_refused([] { return many_patterns("(a{30}){30}"); });
}
TEST_F(HostileRules, TwentyThousandPatternsThatAreTooLarge) {
  expect_refused([] { return many_patterns("((a{100}){100}){10}"); });
}

// These load: what must be bounded is the matching.
TEST_F(HostileRules, APatternThatBacktracksForEverElsewhere) {
  const Cost cost = cost_of([] {
    FindingFacts other = finding();
    other.title = std::string(60'000, 'a') + "!";
    return !matches("{finding.title: {regex: \"((a+)+)+\"}}", other, image()) &&
           !matches("{finding.title: {regex: \"(a|aa|a?)*b\", search: true}}", other, image());
  });
  EXPECT_TRUE(cost.ended_well);
  EXPECT_LT(cost.seconds, kSeconds);
}
TEST_F(HostileRules, AGlobOfManyStars) {
  const Cost cost = cost_of([] {
    FindingFacts other = finding();
    other.path = repeated("/aaaaaaaa", 450) + "/b";
    return !matches("{finding.path: \"" + repeated("/**/a*a*", 50) + "/c\"}", other, image());
  });
  EXPECT_TRUE(cost.ended_well);
  EXPECT_LT(cost.seconds, kSeconds);
}

}  // namespace
}  // namespace lazaret::rules
