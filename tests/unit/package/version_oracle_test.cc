// SPDX-License-Identifier: Apache-2.0
// Random pairs, compared by Lazaret and by the tool that owns the ordering: they agree wherever both accept a
// pair. A tool that is not installed skips its case, and says so. The seed is fixed: a failure is the same
// everywhere.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

#include "core/base/text.h"
#include "core/package/version.h"
#include "tests/unit/package/version_samples.h"

namespace lazaret::package {
namespace {

namespace fs = std::filesystem;
using Pair = std::pair<std::string, std::string>;

const std::string kOracles = std::string(LAZARET_SOURCE_ROOT) + "/tests/unit/package/oracles/";

class Samples {
 public:
  explicit Samples(const SamplePieces& pieces) : pieces_(pieces) {}

  std::vector<Pair> pairs(std::size_t count) {
    std::vector<Pair> out;
    while (out.size() < count) {
      auto a = one();
      auto b = pick(3) == 0 ? one() : mutate(a);
      if (!join(a).empty() && !join(b).empty()) out.emplace_back(join(a), join(b));
    }
    return out;
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  const std::string& more() { return pieces_.more[pick(pieces_.more.size())]; }
  std::vector<std::string> one() {
    std::vector<std::string> version{pieces_.first[pick(pieces_.first.size())]};
    for (std::size_t left = pick(6); left > 0; --left) version.push_back(more());
    return version;
  }
  std::vector<std::string> mutate(std::vector<std::string> version) {
    const auto at = version.begin() + static_cast<std::ptrdiff_t>(1 + pick(version.size()));
    if (at == version.end() || pick(3) == 0)
      version.insert(at, more());
    else if (pick(2) == 0)
      version.erase(at);
    else
      *at = more();
    return version;
  }

  const SamplePieces& pieces_;
  std::mt19937 random_{20261123};
};

const SamplePieces& pieces_of(std::string_view scheme) {
  for (const auto& pieces : sample_pieces())
    if (pieces.scheme == scheme) return pieces;
  return sample_pieces().front();
}

char sign_of(const VersionScheme& scheme, const Pair& pair) {
  const auto order = scheme.compare(pair.first, pair.second);
  return !order ? '!' : *order < 0 ? '<' : *order > 0 ? '>' : '=';
}

std::string run(const std::string& command) {
  std::string output;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 4096> buffer{};
  for (std::size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
    output.append(buffer.data(), got);
  return output;
}
bool succeeds(const std::string& command) {
  return run("(" + command + ") >/dev/null 2>&1 && echo yes") == "yes\n";
}

// The signs that `command` prints for the pairs on its standard input; %s in it is the name of that file.
std::string signs_of(std::string command, const std::vector<Pair>& pairs) {
  const auto path = fs::temp_directory_path() / ("lazaret-pairs-" + std::to_string(getpid()));
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "w"), fclose);
  for (const auto& [a, b] : pairs) fprintf(file.get(), "%s\t%s\n", a.c_str(), b.c_str());
  fflush(file.get());
  if (const auto at = command.find("%s"); at != std::string::npos) command.replace(at, 2, path.string());
  std::string signs;
  for (const char c : run(command + " < " + path.string()))
    if (c != '\n') signs += c;
  fs::remove(path);
  return signs;
}

enum class Refusals { Same, OursMore, OursFewer };

void expect_agreement(std::string_view name, const std::vector<Pair>& pairs, const std::string& command,
                      Refusals refusals) {
  const auto& scheme = *find_version_scheme(name);
  const auto theirs = signs_of(command, pairs);
  ASSERT_EQ(theirs.size(), pairs.size()) << command;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const char ours = sign_of(scheme, pairs[i]);
    if ((ours == '!' && refusals == Refusals::OursMore) ||
        (theirs[i] == '!' && refusals == Refusals::OursFewer))
      continue;
    EXPECT_EQ(ours, theirs[i]) << name << ": \"" << pairs[i].first << "\" \"" << pairs[i].second << "\"";
    if (ours != '!') ++compared;
  }
  EXPECT_GT(compared, pairs.size() / 4);
  printf("%s: %zu of %zu pairs compared\n", std::string(name).c_str(), compared, pairs.size());
}

TEST(VersionOracle, DpkgAgrees) {
  if (!succeeds("dpkg --version && python3 --version")) GTEST_SKIP() << "dpkg is not installed";
  expect_agreement("dpkg", Samples(pieces_of("dpkg")).pairs(1500), "python3 " + kOracles + "compare_dpkg.py",
                   Refusals::OursMore);
}

TEST(VersionOracle, RpmAgrees) {
  if (!succeeds("rpm --version")) GTEST_SKIP() << "rpm is not installed";
  auto pairs = Samples(pieces_of("rpm")).pairs(20'000);
  // rpm.vercmp knows neither epoch nor release: the tables test those.
  std::erase_if(pairs,
                [](const Pair& pair) { return (pair.first + pair.second).find(':') != std::string::npos; });
  const std::string script =
      R"(for line in io.lines("%s") do local a, b = line:match("^(.-)\t(.*)$") local c = rpm.vercmp(a, b) )"
      R"(print(c < 0 and "<" or c > 0 and ">" or "=") print("\n") end)";
  expect_agreement("rpm", pairs, "rpm --eval '%{lua: " + script + "}'", Refusals::Same);
}

TEST(VersionOracle, ApkAgreesWithASecondEvaluator) {
  if (!succeeds("python3 --version")) GTEST_SKIP() << "python3 is not installed";
  expect_agreement("apk", Samples(pieces_of("apk")).pairs(20'000), "python3 " + kOracles + "compare_apk.py",
                   Refusals::Same);
}

TEST(VersionOracle, NpmAgrees) {
  const std::string module = "/usr/lib/node_modules/npm/node_modules/semver";
  const std::string debian_module = "/usr/share/nodejs/semver";
  const std::string found = fs::exists(module) ? module : debian_module;
  if (!fs::exists(found) || !succeeds("node --version"))
    GTEST_SKIP() << "node with npm's semver is not installed";
  expect_agreement("npm", Samples(pieces_of("npm")).pairs(20'000),
                   "node " + kOracles + "compare_npm.js " + found, Refusals::OursMore);
}

TEST(VersionOracle, Pep440Agrees) {
  if (!succeeds("/usr/bin/python3 -c 'import packaging.version'"))
    GTEST_SKIP() << "python3-packaging is not installed";
  expect_agreement("pep440", Samples(pieces_of("pep440")).pairs(20'000),
                   "/usr/bin/python3 " + kOracles + "compare_pep440.py", Refusals::Same);
}

TEST(VersionOracle, MavenAgrees) {
  const std::string jars = "/usr/share/maven/lib/";
  if (!fs::exists(jars + "maven-artifact-3.x.jar") || !succeeds("java --version && javac --version"))
    GTEST_SKIP() << "maven or a JDK is not installed";
  expect_agreement("maven", Samples(pieces_of("maven")).pairs(20'000),
                   "java -cp '" + jars + "*' " + kOracles + "CompareMaven.java", Refusals::Same);
}

TEST(VersionOracle, GoToolchainAgrees) {
  if (!succeeds("go version && go doc go/version")) GTEST_SKIP() << "go 1.22 or later is not installed";
  std::vector<Pair> pairs;
  const std::array<std::string, 11> tags{"go1.20",     "go1.20.1", "go1.20beta1", "go1.21rc2",
                                         "go1.21rc10", "go1.21.0", "go1.21.10",   "go1.21beta",
                                         "go1.9.2rc2", "go1.9.2",  "go1.22.0"};
  for (const auto& a : tags)
    for (const auto& b : tags) pairs.emplace_back(a, b);
  expect_agreement("go", pairs, "GOFLAGS= GOPROXY=off go run " + kOracles + "compare_go.go",
                   Refusals::OursFewer);
}

}  // namespace
}  // namespace lazaret::package
