// SPDX-License-Identifier: Apache-2.0
#include "core/source/tree_walk.h"

#include <linux/magic.h>

#include <algorithm>
#include <array>

namespace lazaret::source {
namespace {

// Of no header, or not of every kernel's.
constexpr std::int64_t kMqueueMagic = 0x19800202;
constexpr std::int64_t kFuseControlMagic = 0x65735543;
constexpr std::int64_t kConfigfsMagic = 0x62656570;
constexpr std::int64_t kRpcPipeMagic = 0x67596969;
constexpr std::int64_t kNfsMagic = 0x6969;
constexpr std::int64_t kSmbMagic = 0x517b;
constexpr std::int64_t kCifsMagic = 0xff534d42;
constexpr std::int64_t kSmb2Magic = 0xfe534d42;
constexpr std::int64_t kCephMagic = 0x00c36400;
constexpr std::int64_t kFuseMagic = 0x65735546;
constexpr std::int64_t kNinePMagic = 0x01021997;

constexpr std::array<std::int64_t, 18> kMadeUp = {
    PROC_SUPER_MAGIC, SYSFS_MAGIC,    CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, DEVPTS_SUPER_MAGIC,
    DEBUGFS_MAGIC,    TRACEFS_MAGIC,  SECURITYFS_MAGIC,   BPF_FS_MAGIC,        kFuseControlMagic,
    kMqueueMagic,     kConfigfsMagic, PSTOREFS_MAGIC,     EFIVARFS_MAGIC,      BINFMTFS_MAGIC,
    NSFS_MAGIC,       SELINUX_MAGIC,  kRpcPipeMagic};
// Slow or endless, and not this machine's software. A file system of FUSE may be anything, also one that
// hangs.
constexpr std::array<std::int64_t, 9> kElsewhere = {kNfsMagic,   kSmbMagic,    kCifsMagic,
                                                    kSmb2Magic,  kCephMagic,   kFuseMagic,
                                                    kNinePMagic, AFS_FS_MAGIC, AUTOFS_SUPER_MAGIC};

bool is_deletion_mark(std::string_view name) { return name.starts_with(".wh."); }

}  // namespace

void TreeWalk::unreadable(const std::string& path, const Error& error) {
  gaps_.add("unreadable_path", path, error.message);
}

bool TreeWalk::may_cross(const DirFd& directory, const std::string& path) {
  const auto magic = directory.file_system_magic();
  if (!magic) {
    unreadable(path, magic.error());
    return false;
  }
  if (std::find(kMadeUp.begin(), kMadeUp.end(), *magic) != kMadeUp.end()) return false;
  if (std::find(kElsewhere.begin(), kElsewhere.end(), *magic) == kElsewhere.end()) return true;
  gaps_.add("network_file_system", path,
            "the file system mounted here is not of this machine and was not entered");
  return false;
}

Result<void> TreeWalk::start() {
  started_ = true;
  const dev_t device = TRY(root_.stat_entry(".")).st_dev;
  auto directory = TRY(root_.open_directory("."));
  Level level{std::move(directory), "", device, {}};
  level.names = TRY(level.directory.names(limits_.entries_per_layer));
  levels_.push_back(std::move(level));
  return {};
}

void TreeWalk::enter(const Level& parent, const TreeEntry& entry) {
  auto directory = parent.directory.open_directory(entry.name);
  if (!directory) return unreadable(entry.path, directory.error());
  if (entry.status.st_dev != parent.device && !may_cross(*directory, entry.path)) return;
  auto names = directory->names(limits_.entries_per_layer);
  if (!names) return unreadable(entry.path, names.error());
  levels_.push_back({directory.take(), entry.path + "/", entry.status.st_dev, names.take()});
}

std::optional<TreeEntry> TreeWalk::visit(Level& level, const std::string& name) {
  TreeEntry entry{level.prefix + name, name, &level.directory, {}};
  if (entry.path.size() > limits_.path_bytes || levels_.size() > limits_.path_depth) {
    gaps_.add("unreadable_path", entry.path.substr(0, limits_.path_bytes),
              "the path is longer or deeper than the limit");
    return std::nullopt;
  }
  if (is_deletion_mark(name)) {
    gaps_.add("unreadable_path", entry.path, "the name begins with .wh., which in a layer means a deletion");
    return std::nullopt;
  }
  auto status = level.directory.stat_entry(name);
  if (!status) {
    if (status.error().code != ErrorCode::NotFound) unreadable(entry.path, status.error());
    return std::nullopt;  // gone since its name was read: it is not part of what was scanned
  }
  entry.status = *status;
  return entry;
}

Result<std::optional<TreeEntry>> TreeWalk::next() {
  if (!started_) TRY(start());
  if (to_enter_) {
    enter(levels_.back(), *to_enter_);
    to_enter_.reset();
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.position == level.names.size()) {
      levels_.pop_back();
      continue;
    }
    auto entry = visit(level, level.names[level.position++]);
    if (!entry) continue;
    if (S_ISDIR(entry->status.st_mode)) to_enter_ = entry;
    return entry;
  }
  return std::optional<TreeEntry>();
}

}  // namespace lazaret::source
