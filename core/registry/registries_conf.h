// SPDX-License-Identifier: Apache-2.0
// registries.conf in its second form (TOML): mirrors, other locations, what is blocked, what short names
// mean. Called once a scan, before anything is asked. The file is the user's; it is read strictly, as a block
// that is silently not understood would be no block. Parsed by toml++, built without exceptions, in
// registries_conf.cc alone. Source: containers-registries.conf(5).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/reference.h"
#include "core/registry/settings.h"

namespace lazaret::registry {

struct Mirror {
  enum class Pulls { All, Digests, Tags };
  std::string location;  // "host:5000/prefix"
  bool insecure = false;
  Pulls pulls = Pulls::All;
};

struct RegistryRule {
  std::string prefix;    // "host", "host:5000/ns", "*.example.com"
  std::string location;  // takes the prefix's place; empty: the prefix itself
  bool insecure = false;
  bool blocked = false;
  std::vector<Mirror> mirrors;
};

struct RegistriesConf {
  std::vector<RegistryRule> rules;
  std::vector<std::string> search;                           // unqualified-search-registries
  std::vector<std::pair<std::string, std::string>> aliases;  // short name, whole name
  std::vector<std::string> warnings;                         // keys that Lazaret does not know
};

// Errors (with line and column): no TOML, a value of another type, the first form (`[registries.…]`).
Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& what);
// `piece` comes after `conf`: its rule takes the place of the one with the same prefix.
void merge(RegistriesConf& conf, RegistriesConf piece);
// The files that `settings` name; those that are absent are empty.
Result<RegistriesConf> load_registries_conf(const Settings& settings, const Limits& limits);

// Where to ask for a reference.
struct Endpoint {
  std::string domain;  // as it stands in references, files of credentials and of certificates
  std::string path;
  bool insecure = false;
};

// Mirrors in their order, then the location itself. Denied where the registry is blocked.
Result<std::vector<Endpoint>> endpoints_of(const RegistriesConf& conf, const image::Reference& reference);

// "alpine:3.18" by alias or search list; unchanged where it has a domain or nothing is configured.
// InvalidInput where several registries are listed: which of them is meant is the user's to say.
Result<std::string> complete_short_name(const RegistriesConf& conf, const std::string& text);

}  // namespace lazaret::registry
