// SPDX-License-Identifier: Apache-2.0
#include "core/registry/registries_conf.h"

#include <dirent.h>

#include <algorithm>
#include <array>

#include "core/base/dir_fd.h"
#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/base/toml.h"

namespace lazaret::registry {
namespace {

constexpr std::uint64_t kPieces = 1000;
constexpr std::size_t kRules = 10'000;

class Reader {
  using Kind = TomlNode::Kind;

 public:
  explicit Reader(std::string what) : what_(std::move(what)) {}
  RegistriesConf conf;

  Result<void> read(const TomlNode& document) {
    for (const auto& [key, line, node] : document.members) TRY(read_top(key, node));
    return {};
  }

 private:
  Result<void> read_top(std::string_view key, const TomlNode& node) {
    if (key == "registry") return read_rules(node);
    if (key == "aliases") return read_aliases(node);
    if (key == "unqualified-search-registries") {
      conf.search = TRY(texts(key, node));
      return {};
    }
    if (key == "registries")
      return wrong(node,
                   "the first form of registries.conf ([registries.…]) is not understood; rewrite it as "
                   "[[registry]] tables");
    if (key != "short-name-mode") unknown(key, node);  // Lazaret never guesses: always \"enforcing\"
    return {};
  }

  Result<void> read_rules(const TomlNode& node) {
    if (!node.is(Kind::List)) return wrong(node, "registry is not written as [[registry]]");
    if (node.items.size() > kRules) return wrong(node, "more than " + std::to_string(kRules) + " registries");
    for (const auto& entry : node.items) {
      if (!entry.is(Kind::Table)) return wrong(entry, "registry is not written as [[registry]]");
      TRY(read_rule(entry));
    }
    return {};
  }

  Result<void> read_rule(const TomlNode& table) {
    RegistryRule rule;
    bool digests_only = false;
    for (const auto& [key, line, node] : table.members) {
      if (key == "prefix")
        rule.prefix = TRY(text(key, node));
      else if (key == "location")
        rule.location = TRY(text(key, node));
      else if (key == "insecure")
        rule.insecure = TRY(flag(key, node));
      else if (key == "blocked")
        rule.blocked = TRY(flag(key, node));
      else if (key == "mirror-by-digest-only")
        digests_only = TRY(flag(key, node));
      else if (key == "mirror")
        TRY(read_mirrors(node, rule));
      else
        unknown(key, node);
    }
    if (rule.prefix.empty()) rule.prefix = rule.location;
    if (rule.prefix.empty()) return wrong(table, "a registry has neither prefix nor location");
    if (digests_only)
      for (auto& mirror : rule.mirrors) mirror.pulls = Mirror::Pulls::Digests;
    conf.rules.push_back(std::move(rule));
    return {};
  }

  Result<void> read_mirrors(const TomlNode& node, RegistryRule& rule) {
    if (!node.is(Kind::List)) return wrong(node, "mirror is not written as [[registry.mirror]]");
    for (const auto& entry : node.items) {
      if (!entry.is(Kind::Table)) return wrong(entry, "mirror is not written as [[registry.mirror]]");
      Mirror mirror;
      for (const auto& [key, line, value] : entry.members) {
        if (key == "location")
          mirror.location = TRY(text(key, value));
        else if (key == "insecure")
          mirror.insecure = TRY(flag(key, value));
        else if (key == "pull-from-mirror")
          mirror.pulls = TRY(pulls(value));
        else
          unknown(key, value);
      }
      if (mirror.location.empty()) return wrong(entry, "a mirror has no location");
      rule.mirrors.push_back(std::move(mirror));
    }
    return {};
  }

  Result<Mirror::Pulls> pulls(const TomlNode& node) {
    const auto word = TRY(text("pull-from-mirror", node));
    if (word == "all") return Mirror::Pulls::All;
    if (word == "digest-only") return Mirror::Pulls::Digests;
    if (word == "tag-only") return Mirror::Pulls::Tags;
    return wrong(node, "pull-from-mirror is all, digest-only or tag-only, not \"" + word + "\"");
  }

  Result<void> read_aliases(const TomlNode& node) {
    if (!node.is(Kind::Table)) return wrong(node, "aliases is not a table");
    for (const auto& [name, line, value] : node.members) {
      auto target = TRY(text(name, value));
      conf.aliases.emplace_back(name, std::move(target));
    }
    return {};
  }

  Result<std::string> text(std::string_view key, const TomlNode& node) {
    if (!node.is(Kind::Text)) return wrong(node, std::string(key) + " is not a string");
    return node.text;
  }
  Result<bool> flag(std::string_view key, const TomlNode& node) {
    if (!node.is(Kind::Boolean)) return wrong(node, std::string(key) + " is neither true nor false");
    return node.text == "true";
  }
  Result<std::vector<std::string>> texts(std::string_view key, const TomlNode& node) {
    if (!node.is(Kind::List)) return wrong(node, std::string(key) + " is not a list");
    std::vector<std::string> words;
    for (const auto& entry : node.items) words.push_back(TRY(text(key, entry)));
    return words;
  }

  std::string place(const TomlNode& node) const {
    return what_ + ":" + std::to_string(node.line) + ":" + std::to_string(node.column);
  }
  Error wrong(const TomlNode& node, const std::string& message) const {
    return make_error(ErrorCode::InvalidInput, place(node) + ": " + message);
  }
  void unknown(std::string_view key, const TomlNode& node) {
    conf.warnings.push_back(place(node) + ": \"" + std::string(key) +
                            "\" is not known to Lazaret and has no effect");
  }

  std::string what_;
};

// True where `prefix` names `name` or something above it.
bool is_above(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == '/');
}

// How much of `name` a rule's prefix takes; nothing where it is not meant.
std::optional<std::size_t> match_length(const RegistryRule& rule, std::string_view name) {
  const std::string_view prefix = rule.prefix;
  if (!prefix.starts_with("*.")) return is_above(prefix, name) ? std::optional(prefix.size()) : std::nullopt;
  const std::string_view suffix = prefix.substr(1);
  const std::string_view host = name.substr(0, name.find('/'));
  const bool below = host.size() > suffix.size() && host.ends_with(suffix);
  return below ? std::optional(host.size()) : std::nullopt;
}

// A wildcard is less than any plain prefix; of equals the later one, as the pieces come.
const RegistryRule* rule_for(const RegistriesConf& conf, std::string_view name) {
  const RegistryRule* best = nullptr;
  for (const auto& rule : conf.rules) {
    if (!match_length(rule, name)) continue;
    const bool wild = rule.prefix.starts_with("*.");
    const bool best_wild = best != nullptr && best->prefix.starts_with("*.");
    const bool better = best == nullptr || (best_wild && !wild) ||
                        (wild == best_wild && rule.prefix.size() >= best->prefix.size());
    if (better) best = &rule;
  }
  return best;
}

Result<Endpoint> make_endpoint(const std::string& name, bool insecure) {
  // A location always begins with a host; completed as a reference, "host/app" would become another
  // registry's.
  if (!image::has_domain(name))
    return make_error(ErrorCode::InvalidInput,
                      "registries.conf: the location \"" + name +
                          "\" begins with no host that has a dot, a port, or is localhost");
  const auto parsed = TRY(image::parse_reference(name).with_context("registries.conf"));
  return Endpoint{parsed.domain, parsed.path, insecure};
}

bool serves(const Mirror& mirror, const image::Reference& reference) {
  if (mirror.pulls == Mirror::Pulls::All) return true;
  return (mirror.pulls == Mirror::Pulls::Digests) == !reference.digest.empty();
}

}  // namespace

Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& what) {
  const TomlNode document = TRY(read_toml(text, what));
  Reader reader(what);
  TRY(reader.read(document));
  return std::move(reader.conf);
}

void merge(RegistriesConf& conf, RegistriesConf piece) {
  for (auto& rule : piece.rules) {
    std::erase_if(conf.rules, [&](const RegistryRule& old) { return old.prefix == rule.prefix; });
    conf.rules.push_back(std::move(rule));
  }
  for (auto& alias : piece.aliases) {
    std::erase_if(conf.aliases, [&](const auto& old) { return old.first == alias.first; });
    conf.aliases.push_back(std::move(alias));
  }
  if (!piece.search.empty()) conf.search = std::move(piece.search);
  std::move(piece.warnings.begin(), piece.warnings.end(), std::back_inserter(conf.warnings));
}

Result<RegistriesConf> load_registries_conf(const Settings& settings, const Limits& limits) {
  RegistriesConf conf;
  const auto load = [&](const std::string& file) -> Result<void> {
    auto text = read_file(file, limits.registries_conf_bytes);
    if (!text && text.error().code == ErrorCode::NotFound) return {};
    if (!text) return std::move(text.error());
    merge(conf, TRY(parse_registries_conf(*text, file)));
    return {};
  };
  if (!settings.registries_conf.empty()) TRY(load(settings.registries_conf));
  for (const auto& directory : settings.registries_conf_dirs) {
    const auto opened = DirFd::open(directory);
    if (!opened && opened.error().code == ErrorCode::NotFound) continue;
    if (!opened) return opened.error();
    for (const auto& name : TRY(opened->names(kPieces)))
      if (name.ends_with(".conf")) TRY(load(directory + "/" + name));
  }
  return conf;
}

Result<std::vector<Endpoint>> endpoints_of(const RegistriesConf& conf, const image::Reference& reference) {
  const std::string name = reference.name();
  const RegistryRule* rule = rule_for(conf, name);
  if (rule == nullptr) return std::vector{Endpoint{reference.domain, reference.path, false}};
  if (rule->blocked) return make_error(ErrorCode::Denied, "registries.conf blocks \"" + rule->prefix + "\"");
  const std::string rest = name.substr(match_length(*rule, name).value_or(0));
  std::vector<Endpoint> endpoints;
  for (const auto& mirror : rule->mirrors)
    if (serves(mirror, reference))
      endpoints.push_back(TRY(make_endpoint(mirror.location + rest, mirror.insecure)));
  const bool moved = !rule->location.empty() && rule->location != rule->prefix;
  endpoints.push_back(TRY(make_endpoint(moved ? rule->location + rest : name, rule->insecure)));
  return endpoints;
}

Result<std::string> complete_short_name(const RegistriesConf& conf, const std::string& text) {
  if (image::has_domain(text)) return text;
  const std::string name = text.substr(0, text.find_first_of(":@"));
  for (const auto& [alias, target] : conf.aliases)
    if (alias == name) return target + text.substr(name.size());
  if (conf.search.empty()) return text;
  if (conf.search.size() == 1) return conf.search.front() + "/" + text;
  std::string list;
  for (const auto& registry : conf.search) list += (list.empty() ? "" : ", ") + registry + "/" + text;
  return make_error(ErrorCode::InvalidInput,
                    "\"" + text +
                        "\" is a short name, and registries.conf lists several registries to "
                        "search; name one of: " +
                        list);
}

}  // namespace lazaret::registry
