// SPDX-License-Identifier: Apache-2.0
// toml++ 3.3 asserts, some lines before it would refuse ("[[" at a line's end, found by our fuzzer). Without
// its assertions it refuses; with NDEBUG it would take them for promises to the compiler.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include "core/registry/registries_conf.h"

#include <dirent.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>

#include "core/base/dir_fd.h"
#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::registry {
namespace {

constexpr std::uint64_t kPieces = 1000;
constexpr std::size_t kRules = 10'000;

class Reader {
 public:
  explicit Reader(std::string what) : what_(std::move(what)) {}
  RegistriesConf conf;

  Result<void> read(const toml::table& document) {
    for (auto&& [key, node] : document) TRY(read_top(key.str(), node));
    return {};
  }

 private:
  Result<void> read_top(std::string_view key, const toml::node& node) {
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

  Result<void> read_rules(const toml::node& node) {
    const auto* list = node.as_array();
    if (list == nullptr) return wrong(node, "registry is not written as [[registry]]");
    if (list->size() > kRules) return wrong(node, "more than " + std::to_string(kRules) + " registries");
    for (const auto& entry : *list) {
      const auto* table = entry.as_table();
      if (table == nullptr) return wrong(entry, "registry is not written as [[registry]]");
      TRY(read_rule(*table));
    }
    return {};
  }

  Result<void> read_rule(const toml::table& table) {
    RegistryRule rule;
    bool digests_only = false;
    for (auto&& [name, node] : table) {
      const std::string_view key = name.str();
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

  Result<void> read_mirrors(const toml::node& node, RegistryRule& rule) {
    const auto* list = node.as_array();
    if (list == nullptr) return wrong(node, "mirror is not written as [[registry.mirror]]");
    for (const auto& entry : *list) {
      const auto* table = entry.as_table();
      if (table == nullptr) return wrong(entry, "mirror is not written as [[registry.mirror]]");
      Mirror mirror;
      for (auto&& [name, value] : *table) {
        const std::string_view key = name.str();
        if (key == "location")
          mirror.location = TRY(text(key, value));
        else if (key == "insecure")
          mirror.insecure = TRY(flag(key, value));
        else if (key == "pull-from-mirror")
          mirror.pulls = TRY(pulls(value));
        else
          unknown(key, value);
      }
      if (mirror.location.empty()) return wrong(*table, "a mirror has no location");
      rule.mirrors.push_back(std::move(mirror));
    }
    return {};
  }

  Result<Mirror::Pulls> pulls(const toml::node& node) {
    const auto word = TRY(text("pull-from-mirror", node));
    if (word == "all") return Mirror::Pulls::All;
    if (word == "digest-only") return Mirror::Pulls::Digests;
    if (word == "tag-only") return Mirror::Pulls::Tags;
    return wrong(node, "pull-from-mirror is all, digest-only or tag-only, not \"" + word + "\"");
  }

  Result<void> read_aliases(const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return wrong(node, "aliases is not a table");
    for (auto&& [name, value] : *table) {
      auto target = TRY(text(name.str(), value));
      conf.aliases.emplace_back(name.str(), std::move(target));
    }
    return {};
  }

  Result<std::string> text(std::string_view key, const toml::node& node) {
    const auto* value = node.as_string();
    if (value == nullptr) return wrong(node, std::string(key) + " is not a string");
    return value->get();
  }
  Result<bool> flag(std::string_view key, const toml::node& node) {
    const auto* value = node.as_boolean();
    if (value == nullptr) return wrong(node, std::string(key) + " is neither true nor false");
    return value->get();
  }
  Result<std::vector<std::string>> texts(std::string_view key, const toml::node& node) {
    const auto* list = node.as_array();
    if (list == nullptr) return wrong(node, std::string(key) + " is not a list");
    std::vector<std::string> words;
    for (const auto& entry : *list) words.push_back(TRY(text(key, entry)));
    return words;
  }

  std::string place(const toml::node& node) const {
    return what_ + ":" + std::to_string(node.source().begin.line) + ":" +
           std::to_string(node.source().begin.column);
  }
  Error wrong(const toml::node& node, const std::string& message) const {
    return make_error(ErrorCode::InvalidInput, place(node) + ": " + message);
  }
  void unknown(std::string_view key, const toml::node& node) {
    conf.warnings.push_back(place(node) + ": \"" + std::string(key) +
                            "\" is not known to Lazaret and has no effect");
  }

  std::string what_;
};

// Shown in messages, and compared with names: bytes that are no text are refused before anything is read.
bool is_text(std::string_view text) {
  const auto control = [](char c) {
    return (c >= '\0' && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == '\x7f';
  };
  return is_valid_utf8(text) && std::ranges::none_of(text, control);
}

// Only comments may hold other letters: no host and no path has any. toml++ 3.3 has undefined behaviour for
// some.
std::string in_ascii(std::string_view text) {
  std::string plain(text);
  std::ranges::replace_if(
      plain, [](char c) { return static_cast<unsigned char>(c) > 127; }, '?');
  return plain;
}

// The fence of the one library here that throws; without exceptions it goes on after errors, and then
// asserts.
Result<toml::table> parse_toml(std::string_view text, const std::string& what) {
  if (!is_text(text))
    return make_error(ErrorCode::InvalidInput, what + ": is no UTF-8 text without control characters");
  try {
    return toml::parse(in_ascii(text), what);
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    return make_error(ErrorCode::InvalidInput, what + ":" + std::to_string(at.line) + ":" +
                                                   std::to_string(at.column) + ": " +
                                                   std::string(error.description()));
  }
}

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
  const toml::table document = TRY(parse_toml(text, what));
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
