// SPDX-License-Identifier: Apache-2.0
// Control groups that bound the memory and the tasks of each job: cgroup v2, else v1, else none.
// Called by the launcher: `make` before it gives up its rights, the rest afterwards, through directories that
// it keeps open. Trusts the kernel's file system; tests give it a directory of their own instead.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"
#include "sandbox/launch_protocol.h"

namespace lazaret::sandbox {

// The calling process's own groups as directories; empty where there is none.
struct CgroupPlaces {
  std::string unified;  // v2
  std::string memory;   // v1
  std::string pids;     // v1
};
// Of the texts of /proc/self/mountinfo and /proc/self/cgroup.
CgroupPlaces find_cgroups(std::string_view mounts, std::string_view own);
CgroupPlaces own_cgroups();

struct JobCgroup {
  std::string name;
  std::vector<Fd> join;  // writing "0" moves the writer in
};

class CgroupRoot {
 public:
  // Directories "lazaret.<pid>" below the places, for `owner` to make jobs' groups in. Without any, by() is
  // Rlimits and detail() says why.
  static CgroupRoot make(const CgroupPlaces& places, uid_t owner);
  MemoryBy by() const { return by_; }
  const std::string& detail() const { return detail_; }
  // v2 alone: out of the directory that the jobs are made in, which may hold no process of its own.
  Result<void> settle() const;
  Result<JobCgroup> make_job(std::uint64_t memory_bytes, std::uint64_t tasks);
  // Whether its memory limit killed a process.
  bool killed_for_memory(const JobCgroup& job) const;
  // After its processes have been reaped; what is still busy is tried again with the next one.
  void remove(const JobCgroup& job);
  // Every directory that this made, jobs' first, outermost last; false: something is busy.
  bool remove_all() const;

 private:
  struct Level {
    std::string path;
    Fd directory;
  };
  static Result<Level> make_level(const std::string& parent, uid_t owner);
  bool make_unified(const std::string& place, uid_t owner);
  bool make_divided(const CgroupPlaces& places, uid_t owner);
  std::size_t controllers_in(std::size_t level) const;
  Result<void> limit(const Fd& directory, std::size_t level, std::uint64_t memory_bytes,
                     std::uint64_t tasks) const;

  MemoryBy by_ = MemoryBy::Rlimits;
  std::string detail_ = "no memory controller may be used";
  std::vector<Level> levels_;  // v2: one; v1: memory, then pids where there is one
  std::vector<std::string> busy_;
  unsigned next_ = 0;
};

// A process that outlives the launcher just long enough to remove the groups, whoever was killed how: forked
// before the launcher gives up its rights, told by the end of `life`. It lets go of the supervisor's socket.
// Returns its process as a descriptor.
Result<Fd> start_cgroup_keeper(const CgroupRoot& root, const PipeEnds& life, const Fd& supervisor);

}  // namespace lazaret::sandbox
