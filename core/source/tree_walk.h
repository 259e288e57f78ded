// SPDX-License-Identifier: Apache-2.0
// Walks a directory in sorted order, parents before children, following no link and never leaving it.
// Called by the stream of a `dir` source. The tree is hostile and may change meanwhile; what cannot be read
// is a gap.
#pragma once

#include <optional>

#include "core/base/dir_fd.h"
#include "core/base/limits.h"
#include "core/source/gap_log.h"

namespace lazaret::source {

struct TreeEntry {
  std::string path;               // relative to the root
  std::string name;               // its last segment, in *parent
  const DirFd* parent = nullptr;  // valid until the next call of next()
  struct stat status {};
};

class TreeWalk {
 public:
  // Borrows both. Other file systems mounted below are entered, but for those that the kernel makes up (proc,
  // sysfs, cgroup …), which hold no software, and those of a network, which become a gap.
  TreeWalk(const DirFd& root, const Limits& limits, GapLog& gaps)
      : root_(root), limits_(limits), gaps_(gaps) {}

  // The next entry, nothing at the end. An error only where the root itself cannot be listed.
  Result<std::optional<TreeEntry>> next();

 private:
  struct Level {
    DirFd directory;
    std::string prefix;  // of its entries' paths: "" or "usr/lib/"
    dev_t device = 0;
    std::vector<std::string> names;
    std::size_t position = 0;
  };
  Result<void> start();
  std::optional<TreeEntry> visit(Level& level, const std::string& name);
  void enter(const Level& parent, const TreeEntry& entry);
  bool may_cross(const DirFd& directory, const std::string& path);
  void unreadable(const std::string& path, const Error& error);

  const DirFd& root_;
  Limits limits_;
  GapLog& gaps_;
  std::vector<Level> levels_;
  std::optional<TreeEntry> to_enter_;  // a directory that was given out: its children come next
  bool started_ = false;
};

}  // namespace lazaret::source
