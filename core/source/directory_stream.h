// SPDX-License-Identifier: Apache-2.0
// A directory as a tar stream that is written while it is read: all metadata, and the contents that asks
// want. Opened by the `dir` source, read by the feeder. The tree may change meanwhile: a size that was
// promised is kept by cutting or by zeros, and a gap says so.
#pragma once

#include <map>
#include <memory>

#include "core/archive/tar_entry.h"
#include "core/source/content_choice.h"
#include "core/source/source.h"
#include "core/source/tree_walk.h"

namespace lazaret::source {

class DirectoryStream : public LayerStream {
 public:
  DirectoryStream(std::shared_ptr<const DirFd> root, const AskSet& asks, const Limits& limits,
                  std::shared_ptr<GapLog> gaps)
      : root_(std::move(root)),
        gaps_(std::move(gaps)),
        choice_(asks, limits),
        walk_(*root_, limits, *gaps_) {}

  Result<std::size_t> read(std::span<std::byte> buffer) override;

 private:
  struct Content {
    Fd file;
    std::string path;
    std::uint64_t size = 0;  // as promised in the header
    std::uint64_t done = 0;
    bool failed = false;  // zeros from here on
  };
  Result<void> advance();
  void write_entry(const TreeEntry& entry);
  void write_file(const TreeEntry& entry, archive::TarEntry header);
  bool write_link(const TreeEntry& entry, archive::TarEntry& header);
  std::size_t read_content(std::span<std::byte> buffer);
  void finish_content();
  void changed(const std::string& path, const std::string& how);

  std::shared_ptr<const DirFd> root_;
  std::shared_ptr<GapLog> gaps_;
  ContentChoice choice_;
  TreeWalk walk_;
  std::map<std::pair<dev_t, ino_t>, std::string> linked_;  // files with several names: the first one met
  std::string pending_;                                    // headers and padding, before the content
  std::size_t pending_done_ = 0;
  std::optional<Content> content_;
  bool ended_ = false;
};

}  // namespace lazaret::source
