// SPDX-License-Identifier: Apache-2.0
// The launcher's loop: takes jobs from the supervisor's socket, makes a jail for each, tells how it ended.
// Called by launcher_main. One thread, no secrets, nothing parsed; trusts the supervisor, never a jail.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <list>

#include "core/base/fd.h"
#include "sandbox/jail.h"
#include "sandbox/jail_template.h"
#include "sandbox/job_cgroup.h"

namespace lazaret::sandbox {

class LauncherLoop {
 public:
  LauncherLoop(JailTemplate made, CgroupRoot cgroups, const PipeEnds& life, Fd supervisor)
      : made_(std::move(made)),
        cgroups_(std::move(cgroups)),
        life_(life),
        supervisor_(std::move(supervisor)) {}
  // Until the supervisor closes its end; then every jail is killed and reaped.
  void run();

 private:
  struct Job {
    Fd channel;
    JailJob work;
    RunningJail jail;
    bool requested = false;
    bool started = false;
    bool done = false;
  };

  void accept_job();
  void hear(Job& job);
  void start(Job& job);
  void finish(Job& job);
  void refuse(Job& job, JailStage stage, const Error& error);
  unsigned free_slot() const;

  JailTemplate made_;
  CgroupRoot cgroups_;
  const PipeEnds& life_;
  Fd supervisor_;
  std::list<Job> jobs_;
  bool ended_ = false;
};

}  // namespace lazaret::sandbox
