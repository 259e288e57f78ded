// SPDX-License-Identifier: Apache-2.0
// The daemon's configuration, lazaretd.yaml, as values; docs/reference/lazaretd-config.md is its contract.
// Read at start, on reload and by --check-config. Written by the operator; secrets stand in files that it
// names, never in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/yaml_events.h"
#include "core/image/platform.h"
#include "core/model/severity.h"

namespace lazaret::daemon {

inline constexpr std::string_view kConfigVersion = "config/v1";

// Where the interface listens: a path of a unix socket, or an address and a port.
struct ListenAddress {
  std::string unix_path;  // empty: TCP
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
};

struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string client_ca;  // empty: no client certificates are asked for
};

// Who may send events, and as what kind of sender; the table of kinds is core/daemon/intake's.
struct WebhookConfig {
  std::string id;                              // in the path of the receiver: /api/v1/hooks/ID
  std::string kind;                            // "distribution", "harbor" …
  std::string secret_file;                     // its first line is the secret
  std::vector<std::string> allowed_addresses;  // empty: any
};

// What a registry that says nothing of pulls is believed to be.
enum class AssumePulled { Tagged, Always, Never };

struct RegistryConfig {
  std::string host;                       // "registry.example.com:5000"
  std::string kind;                       // "distribution", "harbor", "acr", …
  std::vector<std::string> repositories;  // globs; empty: all of the catalogue
  std::chrono::seconds poll{};
  AssumePulled assume_pulled = AssumePulled::Tagged;
  bool head_counts_as_pull = false;
  std::uint64_t requests_per_second = 0;
  std::uint64_t jobs = 0;  // at the same time
  std::vector<WebhookConfig> webhooks;
  std::vector<std::string> own_accounts;  // names under which Lazaret itself pulls
};

// A subscription: what is enabled, scored and metered together.
struct ScopeConfig {
  std::string name;
  bool enabled = true;
  std::vector<RegistryConfig> registries;
};

struct NotifyConfig {
  std::string id;
  std::string kind;  // "webhook", "slack", "cloudevents", "email"
  std::string url;   // https://…, or smtp://host:port
  std::string secret_file;
  std::string from, to;             // of e-mail
  std::vector<std::string> scopes;  // empty: all
  Severity least = Severity::High;
  bool tell_fixed = false;
};

struct Config {
  std::string store;            // "sqlite:PATH" or "postgresql://…"
  std::string cache_directory;  // unpacked layers
  std::string generation;       // file or link to the generation in force
  std::chrono::seconds generation_check{};
  std::vector<std::string> plugins;  // directories besides the built-in ones
  std::vector<std::string> rules;
  std::vector<std::string> vex;
  bool allow_degraded = false;
  std::vector<ListenAddress> listen;
  TlsFiles tls;
  std::uint64_t workers = 0;  // scans at the same time
  std::uint64_t threads = 0;  // of one scan
  std::chrono::seconds scan_deadline{};
  std::vector<image::Platform> platforms;  // of an image index; empty: all
  std::chrono::seconds rescan_window{};    // after the last pull or push
  std::chrono::seconds rescan_floor{};     // each image of the window is judged at least so often
  std::string auth_file;
  std::vector<ScopeConfig> scopes;
  std::vector<NotifyConfig> notify;
};

struct ConfigOutcome {
  std::optional<Config> config;  // only where there is no problem
  std::vector<YamlProblem> problems;
};

// Pure. Relative paths begin at `directory`, where the file lies.
ConfigOutcome read_config(std::string_view text, const std::string& directory);
// The file at `path`; its problems as one error, a line each: "PATH:LINE:COLUMN: what is wrong".
Result<Config> load_config(const std::string& path);

}  // namespace lazaret::daemon
