// SPDX-License-Identifier: Apache-2.0
#include "core/scan/ownership.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "core/base/text.h"

namespace lazaret::scan {
namespace {

constexpr std::size_t kNamedFiles = 5;
constexpr std::size_t kAliasesAtMost = 1'000'000;

// Every name under which an ELF file may be claimed, and whether somebody did.
class ElfFiles {
 public:
  explicit ElfFiles(const image::View& view) {
    for (std::uint64_t i = 0; i < view.size(); ++i) {
      const auto node = view.node(i);
      if (node.type == image::EntryType::File && (node.flags & image::kLooksElf) != 0)
        paths_.push_back(node.path);
    }
    claimed_.resize(paths_.size());
    for (std::size_t i = 0; i < paths_.size(); ++i) by_name_.emplace(paths_[i], i);
    add_aliases(view);
  }

  void claim(std::string_view path) {
    if (path.ends_with('/')) return claim_tree(path);
    const auto found = by_name_.find(std::string(path));
    if (found != by_name_.end()) claimed_[found->second] = true;
  }

  std::vector<std::string_view> unclaimed() const {
    std::vector<std::string_view> left;
    for (std::size_t i = 0; i < paths_.size(); ++i)
      if (!claimed_[i]) left.push_back(paths_[i]);
    return left;
  }

 private:
  // The view is sorted bytewise, so everything below one directory stands together.
  std::pair<std::size_t, std::size_t> below(std::string_view directory_slash) const {
    const auto first = std::lower_bound(paths_.begin(), paths_.end(), directory_slash);
    auto last = first;
    while (last != paths_.end() && last->starts_with(directory_slash)) ++last;
    return {first - paths_.begin(), last - paths_.begin()};
  }

  void claim_tree(std::string_view directory_slash) {
    const auto [first, last] = below(directory_slash);
    std::fill(claimed_.begin() + static_cast<std::ptrdiff_t>(first),
              claimed_.begin() + static_cast<std::ptrdiff_t>(last), true);
  }

  // Debian's databases say lib/x where the file is usr/lib/x behind a link: each directory link gives further
  // names.
  void add_aliases(const image::View& view) {
    for (std::uint64_t i = 0; i < view.size(); ++i) {
      const auto node = view.node(i);
      if (node.type != image::EntryType::Symlink) continue;
      const auto resolved = view.resolve(node.path, image::View::Follow::All);
      if (!resolved) continue;
      const auto target = view.node(*resolved);
      if (target.type != image::EntryType::Directory || target.path.empty()) continue;
      alias_tree(std::string(target.path) + "/", std::string(node.path) + "/");
    }
  }

  void alias_tree(const std::string& target, const std::string& alias) {
    const auto [first, last] = below(target);
    for (std::size_t i = first; i < last && by_name_.size() < kAliasesAtMost; ++i)
      by_name_.emplace(alias + std::string(paths_[i].substr(target.size())), i);
  }

  std::vector<std::string_view> paths_;
  std::vector<bool> claimed_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace

std::optional<Gap> unowned_software(const image::View& view, std::span<const Package> packages,
                                    std::span<const std::string> owned_paths) {
  ElfFiles files(view);
  for (const auto& path : owned_paths) files.claim(path);
  for (const auto& package : packages)
    for (const auto& location : package.locations) files.claim(location.path);
  const auto left = files.unclaimed();
  if (left.empty()) return std::nullopt;
  std::string names;
  for (std::size_t i = 0; i < std::min(left.size(), kNamedFiles); ++i)
    names += (i == 0 ? "" : ", ") + printable_path(left[i]);
  if (left.size() > kNamedFiles) names += ", …";
  return Gap{"unowned_software", names,
             std::to_string(left.size()) +
                 " ELF files belong to no package that a detector knows: nothing can be said about them",
             ""};
}

}  // namespace lazaret::scan
