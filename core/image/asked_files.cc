// SPDX-License-Identifier: Apache-2.0
#include "core/image/asked_files.h"

#include <algorithm>

#include "core/image/ask_matcher.h"

namespace lazaret::image {
namespace {

bool is_of_class(const Node& node, ContentClass content) {
  if (content == ContentClass::Elf) return (node.flags & kLooksElf) != 0;
  if (content == ContentClass::Script) return (node.flags & kLooksScript) != 0;
  return true;  // of text nobody knows before the content is read
}

class Collector {
 public:
  Collector(const View& view, const AskSet& asks) : view_(view), asks_(asks), found_(asks.asks.size()) {}

  void add(std::size_t ask, std::uint64_t index) {
    const Node node = view_.node(index);
    if (node.type == EntryType::File && is_of_class(node, asks_.asks[ask].content))
      found_[ask].push_back(index);
  }
  void add_resolved(std::size_t ask, std::string_view path) {
    if (const auto index = view_.resolve(path, View::Follow::All)) add(ask, *index);
  }
  std::vector<std::vector<std::uint64_t>> finish() {
    for (auto& files : found_) {
      std::sort(files.begin(), files.end());
      files.erase(std::unique(files.begin(), files.end()), files.end());
    }
    return std::move(found_);
  }

 private:
  const View& view_;
  const AskSet& asks_;
  std::vector<std::vector<std::uint64_t>> found_;
};

// "**" asks for everything by content: the target of a link is there under its own name.
bool asks_for_names(const FileAsk& ask) {
  return std::find(ask.globs.begin(), ask.globs.end(), "**") == ask.globs.end();
}

}  // namespace

std::vector<std::vector<std::uint64_t>> files_asked(const View& view, const AskSet& asks) {
  Collector collector(view, asks);
  const AskMatcher matcher(asks);
  for (std::uint64_t index = 0; index < view.size(); ++index) {
    const Node node = view.node(index);
    if (node.type != EntryType::File && node.type != EntryType::Symlink) continue;
    for (const std::uint32_t ask : matcher.matching(node.path)) {
      if (node.type == EntryType::File) collector.add(ask, index);
      if (node.type == EntryType::Symlink && asks_for_names(asks.asks[ask]))
        collector.add_resolved(ask, node.path);
    }
  }
  for (std::size_t ask = 0; ask < asks.asks.size(); ++ask)
    for (const auto& glob : asks.asks[ask].globs)
      if (glob.find_first_of("*?") == std::string::npos) collector.add_resolved(ask, glob);
  return collector.finish();
}

}  // namespace lazaret::image
