// SPDX-License-Identifier: Apache-2.0
#include "sandbox/tree_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "core/base/text.h"
#include "sandbox/kernel.h"

namespace lazaret::sandbox {
namespace {

constexpr std::size_t kCopyBytes = 256u << 10;

class TreeWriter {
 public:
  TreeWriter(const Fd& directory, const image::View& view, std::span<const std::span<const std::byte>> packs)
      : root_(directory), view_(view), packs_(packs), buffer_(kCopyBytes) {}

  Result<void> add(std::uint64_t index) {
    const image::Node node = view_.node(index);
    TRY(enter_parent(node.path));
    const std::string name(node.path.substr(node.path.rfind('/') + 1));
    switch (node.type) {
      case image::EntryType::Directory: return made(::mkdirat(parent(), name.c_str(), 0700));
      case image::EntryType::Symlink:
        return made(::symlinkat(std::string(node.target).c_str(), parent(), name.c_str()));
      case image::EntryType::File: return add_file(node, name);
      default: return make_error(ErrorCode::Internal, "it is no file, directory or link");
    }
  }

 private:
  static Result<void> made(int result) {
    if (result < 0) return io_error("make it");
    return {};
  }
  int parent() const { return parent_ ? parent_.get() : root_.get(); }

  // Neighbours in the order of paths mostly have one parent.
  Result<void> enter_parent(std::string_view path) {
    const auto slash = path.rfind('/');
    const std::string_view wanted = slash == std::string_view::npos ? "" : path.substr(0, slash);
    if (wanted == parent_path_) return {};
    parent_path_ = wanted;
    parent_ = wanted.empty() ? Fd()
                             : Fd(kernel::open_beneath(root_.get(), parent_path_.c_str(),
                                                       O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!parent_ && !wanted.empty()) return io_error("open its directory");
    return {};
  }

  Result<void> add_file(const image::Node& node, const std::string& name) {
    const Fd file(kernel::open_beneath(parent(), name.c_str(),
                                       O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0400));
    if (!file) return io_error("make it");
    if (node.content_layer >= packs_.size() && node.size > 0)
      return make_error(ErrorCode::Internal, "there is no pack of its layer");
    for (std::uint64_t done = 0; done < node.size;) {
      const auto got = TRY(image::read_content(node, packs_[node.content_layer], done, buffer_));
      if (got == 0) return make_error(ErrorCode::Internal, "its content is shorter than it says");
      TRY(write_all(file, std::span(buffer_).first(got)));
      done += got;
    }
    return {};
  }

  const Fd& root_;
  const image::View& view_;
  std::span<const std::span<const std::byte>> packs_;
  std::vector<std::byte> buffer_;
  std::string parent_path_;
  Fd parent_;
};

}  // namespace

Result<void> write_tree(const Fd& directory, const image::View& view,
                        std::span<const std::span<const std::byte>> packs, const image::AskedTree& tree) {
  TreeWriter writer(directory, view, packs);
  for (const auto index : tree.nodes)
    if (auto added = writer.add(index); !added.has_value())
      return std::move(added).with_context("tree: " + printable_path(std::string(view.node(index).path)));
  return {};
}

}  // namespace lazaret::sandbox
