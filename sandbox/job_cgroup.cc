// SPDX-License-Identifier: Apache-2.0
#include "sandbox/job_cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/base/text.h"
#include "sandbox/kernel.h"

namespace lazaret::sandbox {
namespace {

constexpr std::uint64_t kFileBytes = 64u << 10;
constexpr int kKeeperTries = 1000;  // of 5 ms

Result<void> write_word(const Fd& directory, const char* name, std::string_view word) {
  const Fd file = TRY(open_at(directory.get(), name, O_WRONLY | O_CREAT, 0644));  // made only in tests
  return write_all(file, as_byte_span(word));
}

std::string read_word(const Fd& directory, const std::string& name) {
  const auto file = open_at(directory.get(), name, O_RDONLY);
  if (!file.has_value()) return {};
  auto text = read_whole(*file, kFileBytes, name);
  return text.has_value() ? text.take() : std::string();
}

bool has_word(std::string_view text, std::string_view wanted) {
  for (const auto line : split(text, '\n'))
    for (const auto word : split(line, ' '))
      if (word == wanted) return true;
  return false;
}

bool has_item(std::string_view list, std::string_view wanted) {
  const auto items = split(list, ',');
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

// "11:memory:/a/b" -> "/a/b"; v2 is "0::/a/b".
std::string_view own_path(std::string_view own, std::string_view controller) {
  for (const auto line : split(own, '\n')) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const auto names = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? line.starts_with("0::") : has_item(names, controller))
      return line.substr(second + 1);
  }
  return {};
}

// A mount may show only a part of the hierarchy: the part is taken off the path.
std::string join_paths(std::string_view mount, std::string_view root, std::string_view path) {
  if (path.empty()) return {};
  if (root != "/" && path.starts_with(root)) path.remove_prefix(root.size());
  return std::string(mount) + (path == "/" ? "" : std::string(path));
}

timespec milliseconds(long count) { return {0, count * 1'000'000}; }

}  // namespace

// "36 25 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw": fields 4 and 5, and three after the dash.
CgroupPlaces find_cgroups(std::string_view mounts, std::string_view own) {
  CgroupPlaces places;
  for (const auto line : split(mounts, '\n')) {
    const auto words = split(line, ' ');
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 9 || words.end() - dash < 4) continue;
    const auto place = [&](std::string_view controller) {
      return join_paths(words[4], words[3], own_path(own, controller));
    };
    if (dash[1] == "cgroup2" && places.unified.empty()) places.unified = place("");
    if (dash[1] == "cgroup" && has_item(dash[3], "memory")) places.memory = place("memory");
    if (dash[1] == "cgroup" && has_item(dash[3], "pids")) places.pids = place("pids");
  }
  return places;
}

CgroupPlaces own_cgroups() {
  const auto mounts = read_file("/proc/self/mountinfo", 4u << 20);
  const auto own = read_file("/proc/self/cgroup", kFileBytes);
  return mounts.has_value() && own.has_value() ? find_cgroups(*mounts, *own) : CgroupPlaces();
}

Result<CgroupRoot::Level> CgroupRoot::make_level(const std::string& parent, uid_t owner) {
  Level level{parent + "/lazaret." + std::to_string(::getpid()), Fd()};
  if (::mkdir(level.path.c_str(), 0755) != 0) return io_error("make " + level.path);
  auto directory = open_file(level.path, O_RDONLY | O_DIRECTORY);
  const bool owned =
      directory.has_value() && (owner == ::geteuid() || ::fchown(directory->get(), owner, owner) == 0);
  if (!owned) return ::rmdir(level.path.c_str()), io_error("own " + level.path);
  level.directory = directory.take();
  return level;
}

CgroupRoot CgroupRoot::make(const CgroupPlaces& places, uid_t owner) {
  CgroupRoot root;
  if (root.make_unified(places.unified, owner) || root.make_divided(places, owner)) return root;
  root.levels_.clear();
  root.by_ = MemoryBy::Rlimits;
  return root;
}

// The launcher goes into the new group before it makes its namespaces, so that the group is their root: jobs
// could not be moved into anything above it.
bool CgroupRoot::make_unified(const std::string& place, uid_t owner) {
  const auto above = place.empty() ? Result<Fd>(Fd()) : open_file(place, O_RDONLY | O_DIRECTORY);
  if (!above.has_value() || !*above || !has_word(read_word(*above, "cgroup.controllers"), "memory"))
    return false;
  (void)write_word(*above, "cgroup.subtree_control", "+memory +pids");
  if (!has_word(read_word(*above, "cgroup.subtree_control"), "memory") &&
      !has_word(read_word(*above, "cgroup.subtree_control"), "+memory"))
    return detail_ = "cgroup v2: the memory controller cannot be turned on below " + place, false;
  auto level = make_level(place, owner);
  if (!level.has_value()) return detail_ = "cgroup v2: " + level.error().message, false;
  levels_.push_back(level.take());
  const Fd& group = levels_.back().directory;
  bool usable = write_word(group, "cgroup.procs", "0").has_value();
  for (const char* name : {"cgroup.procs", "cgroup.subtree_control"})
    if (owner != ::geteuid()) usable = ::fchownat(group.get(), name, owner, owner, 0) == 0 && usable;
  by_ = MemoryBy::CgroupV2;
  detail_ = "cgroup v2 below " + place;
  if (usable) return true;
  (void)remove_all();
  levels_.clear();
  return detail_ = "cgroup v2: a group below " + place + " may be made and not be entered", false;
}

bool CgroupRoot::make_divided(const CgroupPlaces& places, uid_t owner) {
  if (places.memory.empty()) return false;
  auto memory = make_level(places.memory, owner);
  if (!memory.has_value()) return detail_ = "cgroup v1: " + memory.error().message, false;
  levels_.push_back(memory.take());
  if (!places.pids.empty())
    if (auto pids = make_level(places.pids, owner); pids.has_value()) levels_.push_back(pids.take());
  by_ = MemoryBy::CgroupV1;
  detail_ = "cgroup v1 below " + places.memory;
  return true;
}

Result<void> CgroupRoot::settle() const {
  if (by_ != MemoryBy::CgroupV2) return {};
  const Fd& group = levels_.front().directory;
  if (::mkdirat(group.get(), "launcher", 0755) != 0) return io_error("make the launcher's own group");
  TRY(write_word(group, "launcher/cgroup.procs", "0"));
  return write_word(group, "cgroup.subtree_control", "+memory +pids");
}

Result<void> CgroupRoot::limit(const Fd& directory, std::size_t level, std::uint64_t memory_bytes,
                               std::uint64_t tasks) const {
  const auto bytes = std::to_string(memory_bytes);
  const bool unified = by_ == MemoryBy::CgroupV2;
  if (unified || level == 1) {
    const auto limited = write_word(directory, "pids.max", std::to_string(tasks));
    if (level == 1) return limited;
  }
  if (!unified) {
    TRY(write_word(directory, "memory.limit_in_bytes", bytes));
    (void)write_word(directory, "memory.memsw.limit_in_bytes", bytes);  // not there where swap is not counted
    return {};
  }
  TRY(write_word(directory, "memory.max", bytes));
  (void)write_word(directory, "memory.swap.max", "0");
  return write_word(directory, "memory.oom.group", "1");
}

Result<JobCgroup> CgroupRoot::make_job(std::uint64_t memory_bytes, std::uint64_t tasks) {
  JobCgroup job{"job-" + std::to_string(next_++), {}};
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const Fd& above = levels_[i].directory;
    if (::mkdirat(above.get(), job.name.c_str(), 0755) != 0)
      return remove(job), io_error("make a job's cgroup");
    auto directory = open_at(above.get(), job.name, O_RDONLY | O_DIRECTORY);
    auto limited =
        directory.has_value() ? limit(*directory, i, memory_bytes, tasks) : Result<void>(directory.error());
    auto join = limited.has_value() ? open_at(directory->get(), "cgroup.procs", O_WRONLY | O_CREAT, 0644)
                                    : Result<Fd>(limited.error());
    if (!join.has_value()) return remove(job), std::move(join.error());
    job.join.push_back(join.take());
  }
  return job;
}

// "oom_kill 1", in both versions.
bool CgroupRoot::killed_for_memory(const JobCgroup& job) const {
  if (by_ == MemoryBy::Rlimits || job.name.empty()) return false;
  const auto name = by_ == MemoryBy::CgroupV2 ? "/memory.events" : "/memory.oom_control";
  const auto text = read_word(levels_.front().directory, job.name + name);
  for (const auto line : split(text, '\n'))
    if (line.starts_with("oom_kill ")) return line != "oom_kill 0";
  return false;
}

void CgroupRoot::remove(const JobCgroup& job) {
  if (!job.name.empty()) busy_.push_back(job.name);
  std::erase_if(busy_, [&](const std::string& name) {
    return std::all_of(levels_.begin(), levels_.end(), [&](const Level& level) {
      return ::unlinkat(level.directory.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT;
    });
  });
}

bool CgroupRoot::remove_all() const {
  bool gone = true;
  for (const auto& level : levels_) {
    const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(level.path.c_str()), ::closedir);
    while (const dirent* entry = opened ? ::readdir(opened.get()) : nullptr)
      if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
        (void)::unlinkat(level.directory.get(), entry->d_name, AT_REMOVEDIR);
    gone = (::rmdir(level.path.c_str()) == 0 || errno == ENOENT) && gone;
  }
  return gone;
}

// A session of its own: a terminal's interrupt must not end it together with the others.
Result<Fd> start_cgroup_keeper(const CgroupRoot& root, const PipeEnds& life, const Fd& supervisor) {
  const pid_t keeper = ::fork();
  if (keeper < 0) {
    const int problem = errno;
    (void)root.remove_all();
    return io_error("fork the keeper of cgroups", problem);
  }
  if (keeper > 0) {
    Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, keeper, 0)));
    if (!handle) return io_error("open the keeper of cgroups");
    return handle;
  }
  (void)::setsid();
  ::close(life.write.get());
  ::close(supervisor.get());
  pollfd gone{life.read.get(), POLLIN, 0};
  while (::poll(&gone, 1, -1) < 0 && errno == EINTR) {
  }
  const timespec pause = milliseconds(5);
  for (int tries = 0; tries < kKeeperTries && !root.remove_all(); ++tries) ::nanosleep(&pause, nullptr);
  ::_exit(0);
}

}  // namespace lazaret::sandbox
