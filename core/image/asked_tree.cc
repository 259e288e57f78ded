// SPDX-License-Identifier: Apache-2.0
#include "core/image/asked_tree.h"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "core/base/text.h"
#include "core/image/ask_matcher.h"
#include "core/image/asked_files.h"

namespace lazaret::image {
namespace {

class TreeCollector {
 public:
  TreeCollector(const View& view, std::uint64_t hops) : view_(view), hops_(hops), taken_(view.size()) {}

  void take(std::uint64_t index) { taken_[index] = true; }

  // The directories and links that a path leads through; a file at its end is not taken.
  void take_way(std::string_view path) {
    std::vector<std::string_view> segments;  // still to go, the next one last
    push(segments, path);
    std::string at;
    for (std::uint64_t hops = 0; !segments.empty();) {
      const auto parent_length = step(at, segments);
      const auto index = view_.find(at);
      if (!index) return;
      const Node node = view_.node(*index);
      if (node.type != EntryType::Directory && node.type != EntryType::Symlink) return;
      take(*index);
      if (node.type == EntryType::Directory) continue;
      if (++hops > hops_) return;
      at.resize(node.target.starts_with('/') ? 0 : parent_length);
      push(segments, node.target);
    }
  }

  std::vector<std::uint64_t> finish() const {
    std::vector<std::uint64_t> nodes;
    for (std::uint64_t index = 1; index < taken_.size(); ++index)
      if (taken_[index]) nodes.push_back(index);
    return nodes;
  }

 private:
  static void push(std::vector<std::string_view>& segments, std::string_view path) {
    const auto parts = split(path, '/');
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
      if (!part->empty() && *part != ".") segments.push_back(*part);
  }
  // How long the path was before.
  static std::size_t step(std::string& at, std::vector<std::string_view>& segments) {
    const auto segment = segments.back();
    const auto length = at.size();
    segments.pop_back();
    if (segment == "..")
      at.erase(at.rfind('/') == std::string::npos ? 0 : at.rfind('/'));
    else
      at.append(at.empty() ? "" : "/").append(segment);
    return length;
  }

  const View& view_;
  std::uint64_t hops_;
  std::vector<bool> taken_;
};

bool is_name(const Node& node) {
  return node.type == EntryType::Directory || node.type == EntryType::Symlink;
}

// Up to the last slash before a wildcard; all of a glob that has none.
std::string_view fixed_part(std::string_view glob) {
  const auto wild = glob.find_first_of("*?");
  if (wild == std::string_view::npos) return glob;
  const auto slash = glob.rfind('/', wild);
  return slash == std::string_view::npos ? std::string_view() : glob.substr(0, slash);
}

std::vector<std::uint64_t> collect(const View& view, const AskSet& asks, const Limits& limits) {
  TreeCollector collector(view, limits.symlink_hops);
  for (const auto& of_ask : files_asked(view, asks))
    for (const auto index : of_ask) {
      const Node node = view.node(index);
      if (!node.whole()) continue;
      collector.take(index);
      collector.take_way(node.path);
    }
  const AskMatcher matcher(asks);
  for (std::uint64_t index = 0; index < view.size(); ++index)
    if (const Node node = view.node(index); is_name(node) && !matcher.matching(node.path).empty())
      collector.take_way(node.path);
  for (const auto& ask : asks.asks)
    for (const auto& glob : ask.globs) collector.take_way(fixed_part(glob));
  return collector.finish();
}

std::uint64_t pages_of(const Node& node) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (node.type == EntryType::Symlink) return page;  // a long target takes one
  return node.type == EntryType::File ? (node.size + page - 1) / page * page : 0;
}

Result<void> check(std::string_view name, std::uint64_t wanted, std::uint64_t limit, const char* unit) {
  if (wanted <= limit) return {};
  return make_error(ErrorCode::LimitExceeded, "the files that it asks for take " + std::to_string(wanted) +
                                                  unit + " as a tree, the limit " + std::string(name) +
                                                  " is " + std::to_string(limit) +
                                                  ": let its manifest ask for fewer");
}

}  // namespace

Result<AskedTree> asked_tree(const View& view, const AskSet& asks, const Limits& limits) {
  AskedTree tree;
  tree.nodes = collect(view, asks, limits);
  for (const auto index : tree.nodes) tree.bytes += pages_of(view.node(index));
  TRY(check("tree_entries", tree.nodes.size(), limits.tree_entries, " entries"));
  TRY(check("tree_bytes", tree.bytes, limits.tree_bytes, " bytes"));
  return tree;
}

}  // namespace lazaret::image
