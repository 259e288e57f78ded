// SPDX-License-Identifier: Apache-2.0
#include "sandbox/launcher.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "sandbox/launch_protocol.h"

namespace lazaret::sandbox {
namespace {

void kill_jail(const RunningJail& jail) {
  if (jail.pidfd) ::syscall(SYS_pidfd_send_signal, jail.pidfd.get(), SIGKILL, nullptr, 0);
}

void wait_for(pid_t which) {
  while (::waitpid(which, nullptr, 0) > 0 || errno == EINTR) {
  }
}

// A namespace of processes ends with its init. Without one the worker is orphaned to the launcher, still in
// init's process group, which it cannot leave; it is waited for too, so that an ended job has ended. The
// group is signalled while init is there, or its number might be another's.
void reap(RunningJail& jail) {
  if (jail.init <= 0) return;
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(jail.init), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  ::kill(-jail.init, SIGKILL);
  wait_for(jail.init);
  wait_for(-jail.init);
  jail.init = -1;
}

// The words of a jail that has ended: the first failed stage if there is one, else how the worker ended.
LaunchReply reply_from(const Fd& words) {
  LaunchReply reply;
  reply.event = LaunchEvent::Ended;
  reply.killed = 1;
  JailWord word;
  while (::read(words.get(), &word, sizeof word) == static_cast<ssize_t>(sizeof word)) {
    reply.killed = 0;
    if (word.stage != JailStage::None) {
      reply.event = LaunchEvent::Failed;
      reply.stage = word.stage;
      reply.error = word.error;
      break;
    }
    reply.wait_status = word.wait_status;
    reply.cpu_ms = word.cpu_ms;
    reply.peak_rss_kib = word.peak_rss_kib;
  }
  return reply;
}

}  // namespace

void LauncherLoop::run() {
  while (!ended_) {
    std::vector<pollfd> waiting{{supervisor_.get(), POLLIN, 0}};
    std::vector<Job*> jobs;
    for (auto& job : jobs_) {
      waiting.push_back({job.channel.get(), POLLIN, 0});
      waiting.push_back({job.started ? job.jail.pidfd.get() : -1, POLLIN, 0});
      jobs.push_back(&job);
    }
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (waiting[1 + 2 * i].revents != 0) hear(*jobs[i]);
      if (waiting[2 + 2 * i].revents != 0 && !jobs[i]->done) finish(*jobs[i]);
    }
    std::erase_if(jobs_, [](const Job& job) { return job.done; });
    if (waiting[0].revents != 0) accept_job();
  }
  for (auto& job : jobs_) kill_jail(job.jail);
  for (auto& job : jobs_) {
    reap(job.jail);
    cgroups_.remove(job.work.cgroup);
  }
}

void LauncherLoop::accept_job() {
  std::array<std::byte, 8> word;
  auto packet = receive_packet(supervisor_, word);
  if (packet.has_value() && packet->size == 0) ended_ = true;
  if (!packet.has_value() || packet->descriptors.size() != 1) return;
  Job job;
  job.channel = std::move(packet->descriptors.front());
  jobs_.push_back(std::move(job));
}

// A request, its descriptors, or the end: the supervisor does not want the job any more.
void LauncherLoop::hear(Job& job) {
  std::array<std::byte, sizeof(LaunchRequest)> bytes;
  auto packet = receive_packet(job.channel, bytes);
  if (!packet.has_value() || packet->size == 0 || job.started) {
    kill_jail(job.jail);
    reap(job.jail);
    cgroups_.remove(job.work.cgroup);
    job.done = true;
    return;
  }
  if (!job.requested) {
    std::copy(bytes.begin(), bytes.end(), writable_bytes_of(job.work.request).begin());
    job.requested = true;
    job.done = packet->size != bytes.size() || job.work.request.magic != kLaunchMagic ||
               job.work.request.descriptors > kMostDescriptors;
  }
  std::move(packet->descriptors.begin(), packet->descriptors.end(), std::back_inserter(job.work.descriptors));
  if (!job.done && job.work.descriptors.size() >= job.work.request.descriptors) start(job);
}

void LauncherLoop::refuse(Job& job, JailStage stage, const Error& error) {
  LaunchReply reply;
  reply.event = LaunchEvent::Failed;
  reply.stage = stage;
  reply.error = error.sys_errno;
  (void)send_packet(job.channel, bytes_of(reply));
  cgroups_.remove(job.work.cgroup);
  job.done = true;
}

void LauncherLoop::start(Job& job) {
  job.work.slot = free_slot();
  auto cgroup = cgroups_.make_job(job.work.request.memory_bytes, 2 + std::uint64_t{job.work.request.threads});
  if (!cgroup.has_value()) return refuse(job, JailStage::Cgroup, cgroup.error());
  job.work.cgroup = cgroup.take();
  auto jail = start_jail(made_, job.work, life_);
  if (!jail.has_value()) return refuse(job, JailStage::Clone, jail.error());
  job.jail = jail.take();
  job.started = true;
  job.work.descriptors.clear();  // the jail has its own copies; a pipe must end when the jail does
  job.work.cgroup.join.clear();
  LaunchReply reply;
  reply.event = LaunchEvent::Started;
  reply.memory_by = cgroups_.by();
  const std::array pidfd{job.jail.pidfd.get()};
  (void)send_packet(job.channel, bytes_of(reply), pidfd);
}

void LauncherLoop::finish(Job& job) {
  reap(job.jail);
  LaunchReply reply = reply_from(job.jail.words);
  reply.memory_by = cgroups_.by();
  reply.out_of_memory = cgroups_.killed_for_memory(job.work.cgroup) ? 1 : 0;
  cgroups_.remove(job.work.cgroup);
  (void)send_packet(job.channel, bytes_of(reply));
  job.done = true;
}

unsigned LauncherLoop::free_slot() const {
  std::vector<bool> taken(kHostIds - 1);
  for (const auto& job : jobs_)
    if (job.started) taken[job.work.slot] = true;
  const auto found = std::find(taken.begin(), taken.end(), false);
  return found == taken.end() ? 0 : static_cast<unsigned>(found - taken.begin());
}

}  // namespace lazaret::sandbox
