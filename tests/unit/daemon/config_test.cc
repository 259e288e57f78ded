// SPDX-License-Identifier: Apache-2.0
// The daemon's configuration: what a file means, its defaults, and that every slip is told with its place.
#include "core/daemon/config/config.h"

#include <gtest/gtest.h>

namespace lazaret::daemon {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> problems_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto& problem : read_config(text, "/etc/lazaret").problems)
    lines.push_back(std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
                    problem.message);
  return lines;
}

std::string only_problem(const std::string& text) {
  const auto lines = problems_of("lazaretd: config/v1\n" + text);
  EXPECT_EQ(lines.size(), 1u) << text;
  return lines.empty() ? "" : lines.front();
}

TEST(DaemonConfig, AnEmptyOneHasDefaults) {
  const auto outcome = read_config("lazaretd: config/v1\n", "/etc/lazaret");
  ASSERT_TRUE(outcome.config);
  EXPECT_EQ(outcome.config->store, "sqlite:/var/lib/lazaret/lazaret.db");
  EXPECT_EQ(outcome.config->scan_deadline, 15min);
  EXPECT_EQ(outcome.config->rescan_window, 24h * 30);
  EXPECT_EQ(outcome.config->rescan_floor, 24h);
  EXPECT_FALSE(outcome.config->allow_degraded);
  EXPECT_TRUE(outcome.config->scopes.empty());
}

TEST(DaemonConfig, AWholeOne) {
  const auto outcome = read_config(R"(lazaretd: config/v1
store: postgresql://lazaret@db/lazaret
rules: [rules, /srv/rules]
listen: [unix:/run/lazaret/api.sock, "127.0.0.1:8480", "tls:[::]:8443"]
tls: {certificate: tls/cert.pem, key: tls/key.pem}
sandbox: {minimum: degraded}
scan: {workers: 3, deadline: 10m, platforms: [linux/amd64], rescan_window: 45d}
scopes:
  - name: production
    registries:
      - host: Registry.example.com:5000
        repositories: ["team/**"]
        poll: 5m
        assume_pulled: always
        webhooks: [{id: main, kind: harbor, secret_file: hook.secret}]
notify:
  - {id: team, kind: slack, url: "https://chat.example.com/x", scopes: [production], severity: critical, fixed: true}
)",
                                   "/etc/lazaret");
  ASSERT_TRUE(outcome.config) << outcome.problems.front().message;
  const Config& config = *outcome.config;
  EXPECT_EQ(config.rules, (std::vector<std::string>{"/etc/lazaret/rules", "/srv/rules"}));
  ASSERT_EQ(config.listen.size(), 3u);
  EXPECT_EQ(config.listen[0].unix_path, "/run/lazaret/api.sock");
  EXPECT_EQ(config.listen[1].port, 8480);
  EXPECT_EQ(config.listen[2].host, "::");
  EXPECT_TRUE(config.listen[2].tls);
  EXPECT_TRUE(config.allow_degraded);
  EXPECT_EQ(config.rescan_window, 24h * 45);
  const RegistryConfig& registry = config.scopes.at(0).registries.at(0);
  EXPECT_EQ(registry.host, "registry.example.com:5000");
  EXPECT_EQ(registry.poll, 5min);
  EXPECT_EQ(registry.assume_pulled, AssumePulled::Always);
  EXPECT_EQ(registry.webhooks.at(0).kind, "harbor");
  EXPECT_EQ(registry.webhooks.at(0).secret_file, "/etc/lazaret/hook.secret");
  EXPECT_EQ(config.notify.at(0).least, Severity::Critical);
  EXPECT_TRUE(config.notify.at(0).tell_fixed);
}

TEST(DaemonConfig, SlipsAreToldWithPlaceAndNearestName) {
  EXPECT_EQ(only_problem("stor: sqlite:/x\n"), "2:1 there is no setting \"stor\", did you mean \"store\"?");
  EXPECT_EQ(only_problem("store: mysql://x\n"),
            "2:8 store is sqlite:PATH or postgresql://USER@HOST/DATABASE");
  EXPECT_EQ(only_problem("scan: {deadline: 15}\n"),
            "2:18 deadline is a time like 90s, 15m, 24h or 30d, from 10s to 86400s, not \"15\"");
  EXPECT_EQ(only_problem("scan: {workers: 0}\n"), "2:17 workers is a number from 1 to 256, not \"0\"");
  EXPECT_EQ(only_problem("sandbox: {minimum: ful}\n"),
            "2:20 minimum is one of full, degraded, not \"ful\"; did you mean \"full\"?");
  EXPECT_EQ(only_problem("scopes: [{registries: []}]\n"), "2:10 name must be given in scopes[0]");
  EXPECT_EQ(only_problem("listen: [\"tls:0.0.0.0:8443\"]\n"),
            "2:9 tls: needs a certificate and a key under tls");
}

TEST(DaemonConfig, NamesAreNeverTwice) {
  EXPECT_EQ(only_problem("scopes: [{name: a}, {name: a}]\n"), "2:28 name \"a\" is already taken");
  EXPECT_EQ(only_problem("scopes: [{name: a, registries: [{host: h}, {host: H}]}]\n"),
            "2:32 the registry h stands twice in one scope");
}

TEST(DaemonConfig, ATargetOfAnUnknownScopeWouldBeSilentForEver) {
  EXPECT_EQ(only_problem("notify: [{id: t, kind: webhook, url: \"https://x\", scopes: [prod]}]\n"),
            "2:9 target t names the scope \"prod\", which is not there");
}

TEST(DaemonConfig, DurationsAtTheirBounds) {
  EXPECT_TRUE(read_config("lazaretd: config/v1\nscan: {deadline: 10s}\n", "/").config);
  EXPECT_TRUE(read_config("lazaretd: config/v1\nscan: {deadline: 24h}\n", "/").config);
  EXPECT_FALSE(read_config("lazaretd: config/v1\nscan: {deadline: 9s}\n", "/").config);
  EXPECT_FALSE(read_config("lazaretd: config/v1\nscan: {deadline: 86401s}\n", "/").config);
  EXPECT_FALSE(read_config("lazaretd: config/v1\nscan: {deadline: 99999999999999999999d}\n", "/").config);
}

TEST(DaemonConfig, AllProblemsOfOneFileAtOnce) {
  EXPECT_EQ(problems_of("lazaretd: config/v2\nstor: x\nscan: {threads: many}\n").size(), 3u);
  EXPECT_EQ(problems_of("").size(), 1u);
  EXPECT_EQ(problems_of("- a\n- b\n").size(), 2u);
}

}  // namespace
}  // namespace lazaret::daemon
