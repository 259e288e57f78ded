// SPDX-License-Identifier: Apache-2.0
#include "core/daemon/config/config.h"

#include <array>
#include <filesystem>
#include <set>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/daemon/config/section.h"

namespace lazaret::daemon {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr std::array<std::string_view, 3> kAssumed{"tagged", "always", "never"};
constexpr std::array<std::string_view, 2> kMinimum{"full", "degraded"};
constexpr std::array<std::string_view, 9> kRegistryKinds{"distribution", "harbor", "acr", "dockerhub", "ghcr",
                                                         "quay",         "zot",    "ecr", "gar"};
constexpr std::array<std::string_view, 12> kWebhookKinds{
    "distribution", "acr", "eventgrid", "harbor", "harbor-cloudevents", "zot", "quay", "dockerhub",
    "ghcr",         "ecr", "gar",       "generic"};
constexpr std::array<std::string_view, 4> kNotifyKinds{"webhook", "slack", "cloudevents", "email"};
constexpr std::array<std::string_view, 5> kLeast{"negligible", "low", "medium", "high", "critical"};

// What a reader of one part needs beside it: where relative paths begin, and names that must differ.
struct Reading {
  std::string directory;
  std::set<std::string> scopes, webhooks, targets;

  std::string path(const std::string& named) const {
    if (named.empty()) return {};
    return (std::filesystem::path(directory) / named).lexically_normal().string();
  }
  std::vector<std::string> paths(std::vector<std::string> named) const {
    for (auto& one : named) one = path(one);
    return named;
  }
};

bool is_name(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !text.empty() && text.size() <= 64 && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string read_name(Section& section, std::string_view key, std::set<std::string>& taken) {
  std::string name = section.required(key);
  if (!name.empty() && !is_name(name))
    section.fail(key, std::string(key) + " is made of letters, digits, \".\", \"_\" and \"-\", 64 at most");
  else if (!name.empty() && !taken.insert(name).second)
    section.fail(key, std::string(key) + " \"" + name + "\" is already taken");
  return name;
}

WebhookConfig read_webhook(Section& section, Reading& reading) {
  WebhookConfig webhook;
  webhook.id = read_name(section, "id", reading.webhooks);
  webhook.kind = kWebhookKinds[section.word("kind", kWebhookKinds, 0)];
  webhook.secret_file = reading.path(section.required("secret_file"));
  webhook.allowed_addresses = section.texts("allowed_addresses");
  return webhook;
}

RegistryConfig read_registry(Section& section, Reading& reading) {
  RegistryConfig registry;
  registry.host = to_lower_ascii(section.required("host"));
  if (registry.host.find('/') != std::string::npos)
    section.fail("host", "host is a name and perhaps a port, without a scheme or a path");
  registry.kind = kRegistryKinds[section.word("kind", kRegistryKinds, 0)];
  registry.repositories = section.texts("repositories");
  registry.poll = section.duration("poll", 15min, 10s, 24h * 7);
  registry.assume_pulled = static_cast<AssumePulled>(section.word("assume_pulled", kAssumed, 0));
  registry.head_counts_as_pull = section.flag("head_counts_as_pull", false);
  registry.requests_per_second = section.number("requests_per_second", 8, 1, 1000);
  registry.jobs = section.number("jobs", 4, 1, 1000);
  registry.own_accounts = section.texts("own_accounts");
  section.sections("webhooks",
                   [&](Section& one) { registry.webhooks.push_back(read_webhook(one, reading)); });
  return registry;
}

ScopeConfig read_scope(Section& section, Reading& reading) {
  ScopeConfig scope;
  scope.name = read_name(section, "name", reading.scopes);
  scope.enabled = section.flag("enabled", true);
  section.sections("registries",
                   [&](Section& one) { scope.registries.push_back(read_registry(one, reading)); });
  std::set<std::string> hosts;
  for (const auto& registry : scope.registries)
    if (!hosts.insert(registry.host).second)
      section.fail("registries", "the registry " + registry.host + " stands twice in one scope");
  return scope;
}

NotifyConfig read_target(Section& section, Reading& reading) {
  NotifyConfig target;
  target.id = read_name(section, "id", reading.targets);
  target.kind = kNotifyKinds[section.word("kind", kNotifyKinds, 0)];
  target.url = section.required("url");
  const bool mail = target.kind == "email";
  if (!target.url.empty() &&
      (target.url.starts_with("smtp://") || target.url.starts_with("smtps://")) != mail)
    section.fail("url", mail ? "url of an e-mail target begins with smtp:// or smtps://"
                             : "url begins with https:// or http://");
  target.secret_file = reading.path(section.text("secret_file"));
  target.from = mail ? section.required("from") : "";
  target.to = mail ? section.required("to") : "";
  target.scopes = section.texts("scopes");
  target.least = *parse_severity(kLeast[section.word("severity", kLeast, 3)]);
  target.tell_fixed = section.flag("fixed", false);
  return target;
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
  ListenAddress address;
  if (text.starts_with("unix:/")) {
    address.unix_path = text.substr(5);
    return address;
  }
  address.tls = text.starts_with("tls:");
  if (address.tls) text.remove_prefix(4);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto port = parse_unsigned(text.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  address.host = text.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  address.port = static_cast<std::uint16_t>(*port);
  return address;
}

void read_interface(Section& section, Config& config, const Reading& reading) {
  bool wants_tls = false;
  for (const auto& text : section.texts("listen")) {
    const auto address = parse_listen(text);
    if (address)
      config.listen.push_back(*address);
    else
      section.fail("listen",
                   "listen takes unix:/PATH, ADDRESS:PORT or tls:ADDRESS:PORT, not \"" + text + "\"");
    wants_tls = wants_tls || (address && address->tls);
  }
  section.section("tls", [&](Section& tls) {
    config.tls.certificate = reading.path(tls.text("certificate"));
    config.tls.key = reading.path(tls.text("key"));
    config.tls.client_ca = reading.path(tls.text("client_ca"));
  });
  if (wants_tls && (config.tls.certificate.empty() || config.tls.key.empty()))
    section.fail("listen", "tls: needs a certificate and a key under tls");
}

void read_scanning(Section& section, Config& config) {
  config.workers = section.number("workers", 2, 1, 256);
  config.threads = section.number("threads", 0, 0, 256);
  config.scan_deadline = section.duration("deadline", 15min, 10s, 24h);
  for (const auto& text : section.texts("platforms")) {
    auto platform = image::parse_platform(text);
    if (platform)
      config.platforms.push_back(*platform);
    else
      section.fail("platforms", platform.error().message);
  }
  config.rescan_window = section.duration("rescan_window", 24h * 30, 1h, 24h * 3650);
  config.rescan_floor = section.duration("rescan_floor", 24h, 1min, 24h * 30);
}

void read_places(Section& section, Config& config, const Reading& reading) {
  config.store = section.text("store", "sqlite:/var/lib/lazaret/lazaret.db");
  if (!config.store.starts_with("sqlite:") && !config.store.starts_with("postgresql://"))
    section.fail("store", "store is sqlite:PATH or postgresql://USER@HOST/DATABASE");
  config.cache_directory = reading.path(section.text("cache", "/var/cache/lazaret"));
  config.generation = reading.path(section.text("generation", "/var/lib/lazaret/db/current"));
  config.generation_check = section.duration("generation_check", 1min, 1s, 24h);
  config.plugins = reading.paths(section.texts("plugins"));
  config.rules = reading.paths(section.texts("rules"));
  config.vex = reading.paths(section.texts("vex"));
  config.auth_file = reading.path(section.text("auth_file"));
}

void check_scopes_of(Section& section, const Config& config, const Reading& reading) {
  for (const auto& target : config.notify)
    for (const auto& scope : target.scopes)
      if (!reading.scopes.contains(scope))
        section.fail("notify",
                     "target " + target.id + " names the scope \"" + scope + "\", which is not there");
}

void read_all(Section& section, Config& config, Reading& reading) {
  const std::string version = section.required("lazaretd");
  if (!version.empty() && version != kConfigVersion)
    section.fail("lazaretd",
                 "this Lazaret reads " + std::string(kConfigVersion) + ", not \"" + version + "\"");
  read_places(section, config, reading);
  read_interface(section, config, reading);
  section.section("sandbox",
                  [&](Section& one) { config.allow_degraded = one.word("minimum", kMinimum, 0) == 1; });
  section.section("scan", [&](Section& one) { read_scanning(one, config); });
  section.sections("scopes", [&](Section& one) { config.scopes.push_back(read_scope(one, reading)); });
  section.sections("notify", [&](Section& one) { config.notify.push_back(read_target(one, reading)); });
  check_scopes_of(section, config, reading);
}

}  // namespace

ConfigOutcome read_config(std::string_view text, const std::string& directory) {
  YamlTree tree = read_yaml_tree(text, {});
  ConfigOutcome outcome;
  outcome.problems = std::move(tree.problems);
  if (!tree.readable) return outcome;
  Config config;
  Reading reading{directory, {}, {}, {}};
  Section section(tree.root, "", outcome.problems);
  read_all(section, config, reading);
  section.finish();
  if (outcome.problems.empty()) outcome.config = std::move(config);
  return outcome;
}

Result<Config> load_config(const std::string& path) {
  const std::string text = TRY(read_file(path, Limits{}.yaml_bytes));
  auto outcome = read_config(text, std::filesystem::path(path).parent_path().string());
  if (outcome.config) return std::move(*outcome.config);
  std::string message;
  for (const auto& problem : outcome.problems)
    message += (message.empty() ? "" : "\n") + path + ":" + std::to_string(problem.line) + ":" +
               std::to_string(problem.column) + ": " + problem.message;
  return make_error(ErrorCode::InvalidInput, message);
}

}  // namespace lazaret::daemon
