// SPDX-License-Identifier: Apache-2.0
#include "sandbox/plugin_manifest.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "core/base/json.h"
#include "core/base/text.h"
#include "sandbox/plugin_elf.h"

namespace lazaret::sandbox {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 11> kManifestKeys{"schema",     "id",          "name", "version",
                                                         "license",    "description", "abi",  "emits",
                                                         "ecosystems", "files",       "needs"};
constexpr std::array<std::string_view, 2> kAbiKeys{"major", "min_minor"};
constexpr std::array<std::string_view, 4> kFileKeys{"paths", "content", "sections", "max_bytes"};
constexpr std::array<std::string_view, 4> kNeedsKeys{"memory_mib", "seconds", "threads", "tree"};
constexpr std::array<std::string_view, 4> kEmits{"package", "os", "owns", "gap"};
constexpr std::array<std::string_view, 4> kContents{"any", "elf", "script", "text"};

constexpr std::uint64_t kMaxTextBytes = 1024;
constexpr std::uint64_t kMaxAsks = 64;
constexpr std::uint64_t kMaxListed = 256;
constexpr std::uint64_t kMaxMemoryMib = 16u << 10;
constexpr std::uint64_t kMaxSeconds = 3600;
constexpr std::uint64_t kMaxThreads = 64;
constexpr std::uint64_t kMaxPluginBytes = 256u << 20;

Error invalid(std::string message) { return make_error(ErrorCode::InvalidInput, std::move(message)); }
std::string quoted(std::string_view text) { return "\"" + escape_for_terminal(text) + "\""; }

Error unknown_name(std::string_view what, std::string_view name, Names known) {
  std::string message = std::string(what) + " " + quoted(name) + " is not known";
  if (const auto nearest = nearest_name(name, known)) message += ", did you mean " + quoted(*nearest);
  return invalid(std::move(message));
}

Result<void> check_keys(const Json& object, std::string_view what, Names known) {
  if (!object.is_object()) return invalid(std::string(what) + " is not an object");
  for (const auto& [key, value] : object.members())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return unknown_name("key", key, known).with_context(what);
  return {};
}

// Text for people: shown in lists and reports, so no controls.
Result<std::string> read_text(const Json& object, std::string_view key, bool required) {
  const Json* value = object.find(key);
  if (value == nullptr && !required) return std::string();
  if (value == nullptr) return invalid(quoted(key) + " is missing");
  const std::string_view text = value->as_string();
  if (!value->is_string() || (required && text.empty())) return invalid(quoted(key) + " is not a text");
  if (text.size() > kMaxTextBytes)
    return make_error(ErrorCode::LimitExceeded, quoted(key) + " has " + std::to_string(text.size()) +
                                                    " bytes, the limit is " + std::to_string(kMaxTextBytes));
  if (escape_for_terminal(text) != text) return invalid(quoted(key) + " has control characters");
  return std::string(text);
}

Result<std::optional<std::uint64_t>> read_number(const Json& object, std::string_view key,
                                                 std::uint64_t most) {
  const Json* value = object.find(key);
  if (value == nullptr) return std::optional<std::uint64_t>();
  const auto number = value->as_unsigned();
  if (!number) return invalid(quoted(key) + " is not a whole number");
  if (*number > most)
    return make_error(ErrorCode::LimitExceeded, quoted(key) + " is " + std::to_string(*number) +
                                                    ", the limit is " + std::to_string(most));
  return number;
}

// `known` empty: any text. `required`: at least one.
Result<std::vector<std::string>> read_texts(const Json& object, std::string_view key, bool required,
                                            Names known = {}) {
  std::vector<std::string> texts;
  const Json& list = object[key];
  if (list.is_null() && !required) return texts;
  if (!list.is_array() || (required && list.items().empty()))
    return invalid(quoted(key) + " is not a list of texts");
  if (list.items().size() > kMaxListed)
    return make_error(ErrorCode::LimitExceeded, quoted(key) + " has " + std::to_string(list.items().size()) +
                                                    " entries, the limit is " + std::to_string(kMaxListed));
  for (const auto& item : list.items()) {
    const std::string_view text = item.as_string();
    if (text.empty() || text.size() > kMaxTextBytes)
      return invalid(quoted(key) + " has an entry that is empty, too long or no text");
    if (!known.empty() && std::find(known.begin(), known.end(), text) == known.end())
      return unknown_name(key, text, known);
    texts.emplace_back(text);
  }
  return texts;
}

// core/model/ask.h says which globs there are.
Result<void> check_glob(std::string_view glob) {
  if (glob.starts_with('/') || glob.ends_with('/') || glob.find("//") != std::string_view::npos)
    return invalid("glob " + quoted(glob) +
                   ": a path relative to the root, without empty segments, is wanted");
  if (glob.find_first_of("{}[]\\") != std::string_view::npos)
    return invalid("glob " + quoted(glob) + ": only *, ? and ** are known");
  for (const auto segment : split(glob, '/')) {
    if (segment == "." || segment == "..")
      return invalid("glob " + quoted(glob) + ": \".\" and \"..\" match nothing");
    if (segment.find("**") != std::string_view::npos && segment != "**")
      return invalid("glob " + quoted(glob) + ": ** stands alone between slashes");
  }
  return {};
}

Result<FileAsk> read_ask(const Json& object) {
  FileAsk ask;
  TRY(check_keys(object, "\"files\" entry", kFileKeys));
  ask.globs = TRY(read_texts(object, "paths", true));
  for (const auto& glob : ask.globs) TRY(check_glob(glob));
  if (const Json* content = object.find("content")) {
    const auto at = std::find(kContents.begin(), kContents.end(), content->as_string());
    if (at == kContents.end()) return unknown_name("content", content->as_string(), kContents);
    ask.content = static_cast<ContentClass>(at - kContents.begin());
  }
  ask.sections = TRY(read_texts(object, "sections", false));
  if (!ask.sections.empty() && ask.content != ContentClass::Elf)
    return invalid("\"sections\" wants \"content\": \"elf\"");
  const auto most = TRY(read_number(object, "max_bytes", Limits().pack_bytes));
  if (most) ask.max_bytes = *most;
  return ask;
}

Result<void> read_abi(const Json& root, PluginManifest& manifest) {
  const Json& abi = root["abi"];
  TRY(check_keys(abi, "\"abi\"", kAbiKeys));
  constexpr std::uint64_t kMost = 1u << 16;
  const auto major = TRY(read_number(abi, "major", kMost));
  const auto minor = TRY(read_number(abi, "min_minor", kMost));
  if (!major || !minor) return invalid("\"abi\" wants \"major\" and \"min_minor\"");
  manifest.abi_major = static_cast<std::uint32_t>(*major);
  manifest.abi_min_minor = static_cast<std::uint32_t>(*minor);
  return {};
}

Result<void> read_needs(const Json& root, PluginManifest& manifest) {
  const Json* needs = root.find("needs");
  if (needs == nullptr) return {};
  TRY(check_keys(*needs, "\"needs\"", kNeedsKeys));
  manifest.memory_bytes = TRY(read_number(*needs, "memory_mib", kMaxMemoryMib)).value_or(0) << 20;
  manifest.seconds = TRY(read_number(*needs, "seconds", kMaxSeconds)).value_or(0);
  manifest.threads = TRY(read_number(*needs, "threads", kMaxThreads)).value_or(0);
  const Json* tree = needs->find("tree");
  if (tree != nullptr && !tree->as_bool()) return invalid("\"tree\" is true or false");
  manifest.tree = tree != nullptr && *tree->as_bool();
  const auto& asks = manifest.files.asks;
  if (manifest.tree &&
      std::any_of(asks.begin(), asks.end(), [](const auto& ask) { return !ask.sections.empty(); }))
    return invalid("a tree holds whole files: leave out \"sections\" or \"tree\"");
  return {};
}

Result<void> check_id(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  if (id.find_first_not_of(kAllowed) != std::string_view::npos || id.front() == '.' || id.front() == '-')
    return invalid("id " + quoted(id) + ": lower-case letters, digits, '.', '-' and '_' are allowed");
  return {};
}

Result<void> check_grant(const PluginFile& plugin) {
  const auto& grant = plugin.grant;
  const auto where = printable_path(grant_path(plugin.path));
  if (!grant.sha256.empty() && grant.sha256 != plugin.sha256.hex())
    return make_error(ErrorCode::Denied, "its sha256 is " + std::string(plugin.sha256.hex()) + ", " + where +
                                             " pins " + grant.sha256 +
                                             ": the file has changed; look at it, then "
                                             "change the pin");
  const auto threads = plugin.manifest.threads;
  if (threads > grant.threads)
    return make_error(ErrorCode::Denied,
                      "it needs " + std::to_string(threads) + " threads and " +
                          std::to_string(grant.threads) +
                          " are granted: write \"grant: {threads: " + std::to_string(threads) + "}\" to " +
                          where + " to allow it, or \"enabled: false\" to leave it out");
  return check_tree_grant(plugin);
}

Result<bool> is_enabled(const std::string& path) { return TRY(read_plugin_grant(path)).enabled; }

// The bytes as they were hashed: those of a file can be changed in place by whoever may write it.
Result<Fd> keep(std::string_view bytes) {
  auto kept = TRY(make_memory_file("plugin"));
  TRY(write_all(kept, as_byte_span(bytes)));
  TRY(seal(kept));
  return open_file("/proc/self/fd/" + std::to_string(kept.get()), O_RDONLY);
}

Result<std::vector<std::string>> list_plugins(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(directory.c_str()), ::closedir);
  if (!opened) return io_error("cannot list the plugin directory " + printable_path(directory));
  struct stat status {};
  if (::fstat(::dirfd(opened.get()), &status) != 0 || (status.st_mode & S_IWOTH) != 0)
    return make_error(ErrorCode::Denied, "plugin directory " + printable_path(directory) +
                                             ": everybody may write to it: chmod o-w");
  std::vector<std::string> paths;
  while (const dirent* entry = ::readdir(opened.get()))
    if (std::string_view(entry->d_name).ends_with(".so")) paths.push_back(directory + "/" + entry->d_name);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<PluginManifest> parse_plugin_manifest(std::string_view json) {
  const Json root =
      TRY(parse_json(json, "plugin manifest", {.bytes = 64u << 10, .depth = 8, .nodes = 10'000}));
  TRY(check_keys(root, "plugin manifest", kManifestKeys));
  if (root["schema"].as_unsigned() != 1u)
    return make_error(ErrorCode::Unsupported, "plugin manifest: \"schema\" is not 1");
  PluginManifest manifest;
  manifest.id = TRY(read_text(root, "id", true));
  TRY(check_id(manifest.id));
  manifest.name = TRY(read_text(root, "name", true));
  manifest.version = TRY(read_text(root, "version", true));
  manifest.license = TRY(read_text(root, "license", false));
  manifest.description = TRY(read_text(root, "description", false));
  TRY(read_abi(root, manifest));
  manifest.emits = TRY(read_texts(root, "emits", true, kEmits));
  manifest.ecosystems = TRY(read_texts(root, "ecosystems", false));
  const Json& files = root["files"];
  if (!files.is_array() || files.items().empty())
    return invalid("\"files\" is not a list of what the plugin wants to read");
  if (files.items().size() > kMaxAsks)
    return make_error(ErrorCode::LimitExceeded, "\"files\" has " + std::to_string(files.items().size()) +
                                                    " entries, the limit is " + std::to_string(kMaxAsks));
  for (const auto& ask : files.items()) manifest.files.asks.push_back(TRY(read_ask(ask)));
  TRY(read_needs(root, manifest));
  return manifest;
}

Result<void> check_tree_grant(const PluginFile& plugin) {
  if (!plugin.manifest.tree || plugin.grant.tree) return {};
  return make_error(ErrorCode::Denied,
                    "it needs a directory of the image's files and none is granted: write "
                    "\"grant: {tree: true}\" to " +
                        printable_path(grant_path(plugin.path)) +
                        " to allow it, or \"enabled: false\" to leave it out");
}

Result<PluginFile> PluginFile::open(const std::string& path) {
  const auto refuse = [&](Error error) {
    return std::move(error).with_context("plugin " + printable_path(path));
  };
  PluginFile plugin;
  plugin.path = path;
  const Fd file = TRY(open_file(path, O_RDONLY | O_NONBLOCK));
  const struct stat status = TRY(stat_of(file));
  if (!S_ISREG(status.st_mode)) return refuse(make_error(ErrorCode::Denied, "it is no regular file"));
  if ((status.st_mode & S_IWOTH) != 0)
    return refuse(make_error(ErrorCode::Denied, "everybody may write to it: chmod o-w"));
  const std::string bytes = TRY(read_whole(file, kMaxPluginBytes, path));
  plugin.sha256 = sha256_of(bytes);
  const auto json = read_plugin_elf(as_byte_span(bytes));
  if (!json) return refuse(json.error());
  auto manifest = parse_plugin_manifest(*json);
  if (!manifest) return refuse(std::move(manifest.error()));
  plugin.manifest = manifest.take();
  plugin.grant = TRY(read_plugin_grant(path));
  if (auto granted = check_grant(plugin); !granted) return refuse(std::move(granted.error()));
  plugin.file = TRY(keep(bytes));
  return plugin;
}

Result<std::vector<PluginFile>> open_plugins(const std::vector<std::string>& directories) {
  std::vector<PluginFile> plugins;
  for (const auto& directory : directories)
    for (const auto& path : TRY(list_plugins(directory)))
      if (TRY(is_enabled(path))) plugins.push_back(TRY(PluginFile::open(path)));
  std::sort(plugins.begin(), plugins.end(),
            [](const auto& a, const auto& b) { return a.manifest.id < b.manifest.id; });
  for (std::size_t i = 1; i < plugins.size(); ++i)
    if (plugins[i - 1].manifest.id == plugins[i].manifest.id)
      return make_error(ErrorCode::Conflict, "the plugins " + printable_path(plugins[i - 1].path) + " and " +
                                                 printable_path(plugins[i].path) + " have the same id " +
                                                 quoted(plugins[i].manifest.id));
  return plugins;
}

}  // namespace lazaret::sandbox
