// SPDX-License-Identifier: Apache-2.0
#include "rules/files.h"

#include <filesystem>

#include "core/base/dir_fd.h"

namespace lazaret::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMisspelled = ".rules.yml";

Error over_limit(std::string_view what, std::string_view limit, std::uint64_t most) {
  return make_error(ErrorCode::LimitExceeded,
                    std::string(what) + ", the limit " + std::string(limit) + " is " + std::to_string(most));
}

class Reader {
 public:
  Reader(const Limits& limits, std::string_view suffix) : limits_(limits), suffix_(suffix) {}

  Result<void> read(const std::string& path) {
    std::error_code problem;
    const std::string normal = fs::path(path).lexically_normal().string();
    if (!fs::is_directory(path, problem)) return add(normal, TRY(read_file(path, limits_.yaml_bytes)));
    const auto before = files_.size();
    const DirFd top = TRY(DirFd::open(path));
    TRY(walk(Tree{top, normal}, ".", 0).with_context(path));
    if (files_.size() > before) return {};
    return make_error(ErrorCode::NotFound, path + " has no *" + std::string(suffix_) + " in it");
  }
  std::vector<SourceFile> take() { return std::move(files_); }

 private:
  struct Tree {
    const DirFd& top;
    std::string path;
  };
  static std::string joined(const std::string& directory, const std::string& name) {
    return (fs::path(directory) / name).lexically_normal().string();
  }

  Result<void> walk(const Tree& tree, const std::string& below, std::uint64_t depth) {
    if (depth > limits_.rule_directory_depth)
      return over_limit(below + " is too deep", "rule_directory_depth", limits_.rule_directory_depth);
    const DirFd directory = TRY(tree.top.open_directory(below));
    const auto names = TRY(directory.names(limits_.rule_directory_entries));
    for (const auto& name : names) {
      if (name.starts_with('.')) continue;
      const auto status = TRY(directory.stat_entry(name));
      TRY(enter(tree, joined(below, name), status.st_mode, depth));
    }
    return {};
  }

  Result<void> enter(const Tree& tree, const std::string& name, mode_t mode, std::uint64_t depth) {
    if (S_ISDIR(mode)) return walk(tree, name, depth + 1);
    if (name.ends_with(kMisspelled))
      return make_error(ErrorCode::InvalidInput, name + ": the names of rule files end in .rules.yaml");
    if (name.ends_with(suffix_)) return open(tree, name);
    std::error_code problem;  // somebody may keep rules behind it: say so
    if (S_ISLNK(mode) && fs::is_directory(fs::path(tree.path) / name, problem))
      return make_error(ErrorCode::InvalidInput,
                        name +
                            " is a link to a directory; links to directories are not followed, name the "
                            "directory itself");
    return {};
  }

  Result<void> open(const Tree& tree, const std::string& name) {
    const Fd file = TRY(tree.top.open_linked(name));
    return add(joined(tree.path, name), TRY(read_whole(file, limits_.yaml_bytes, name)));
  }

  Result<void> add(std::string path, std::string text) {
    if (files_.size() == limits_.rule_files)
      return over_limit(path + " is one rule file too many", "rule_files", limits_.rule_files);
    bytes_ += text.size();
    if (bytes_ > limits_.yaml_set_bytes)
      return over_limit("the rule files have over " + std::to_string(bytes_) + " bytes", "yaml_set_bytes",
                        limits_.yaml_set_bytes);
    files_.push_back({std::move(path), std::move(text), std::nullopt});
    return {};
  }

  const Limits& limits_;
  std::string_view suffix_;
  std::uint64_t bytes_ = 0;
  std::vector<SourceFile> files_;
};

}  // namespace

Result<std::vector<SourceFile>> read_rule_files(std::span<const std::string> paths, const Limits& limits,
                                                std::string_view suffix) {
  Reader reader(limits, suffix);
  for (const auto& path : paths) TRY(reader.read(path));
  return reader.take();
}

Result<std::vector<SourceFile>> read_builtin_rules(const std::string& directory, const Limits& limits) {
  Reader reader(limits, kRuleFileSuffix);
  TRY(reader.read(directory).with_context("the built-in rules"));
  auto files = reader.take();
  for (auto& file : files) {
    file.path = "builtin/" + fs::path(file.path).filename().string();
    file.layer = Layer::Builtin;
  }
  return files;
}

}  // namespace lazaret::rules
