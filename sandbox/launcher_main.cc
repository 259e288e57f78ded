// SPDX-License-Identifier: Apache-2.0
// lazaret-launcher WORKER [--allow-degraded]: makes jails for the supervisor whose socket is descriptor 3.
// Started once by JailRunner::start. Single-threaded, without secrets; ends with the supervisor, and every
// jail with it.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "sandbox/job_cgroup.h"
#include "sandbox/launch_protocol.h"
#include "sandbox/launcher.h"
#include "sandbox/probe.h"

namespace {

using namespace lazaret;
using namespace lazaret::sandbox;

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text.substr(0, 300);
}

std::string greeting(const std::string& mode, bool usable, const Probe& probe) {
  std::string text = "mode\t" + mode + "\t" + (usable ? "usable" : "refused") + "\n";
  for (const auto& layer : probe.layers)
    text += layer.name + "\t" + layer.state + "\t" + one_line(layer.detail) + "\n";
  return text;
}

void allow_many_descriptors() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

Result<JailTemplate> enter(const Probe& probe, const WorkerProgram& program) {
  return probe.full ? enter_full_template(program) : enter_degraded_template(program);
}

// An inherited descriptor, from now on closed on exec.
Result<Fd> take(int inherited) {
  const Fd owned(inherited);
  return duplicate(owned);
}

Result<void> serve(const std::string& worker, bool allow_degraded, Fd supervisor) {
  const auto program = TRY(inspect_worker(worker));
  Probe probe = probe_machine(program);
  const std::string mode = !probe.full ? "degraded" : ::geteuid() == 0 ? "root" : "unprivileged";
  const bool usable = probe.full || (probe.degraded_floor && allow_degraded);
  if (!usable) return send_packet(supervisor, as_byte_span(greeting(mode, usable, probe)));
  auto life = TRY(make_pipe());
  const uid_t owner = probe.full && ::geteuid() == 0 ? kFirstHostId
                      : ::geteuid() == 0             ? kNobody
                                                     : ::geteuid();
  auto cgroups = CgroupRoot::make(own_cgroups(), owner);
  const bool bounded = cgroups.by() != MemoryBy::Rlimits;
  probe.layers.push_back({"memory limit", bounded ? "there" : "missing", cgroups.detail()});
  std::vector<int> keeper;  // the supervisor waits for its end
  const Fd handle = !bounded ? Fd() : TRY(start_cgroup_keeper(cgroups, life, supervisor));
  if (handle) keeper.push_back(handle.get());
  auto made = TRY(enter(probe, program));
  TRY(cgroups.settle());
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // again: a change of user clears it
  TRY(send_packet(supervisor, as_byte_span(greeting(mode, usable, probe)), keeper));
  LauncherLoop(std::move(made), std::move(cgroups), life, std::move(supervisor)).run();
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // of workers whose init was killed
  ::signal(SIGPIPE, SIG_IGN);
  allow_many_descriptors();
  if (count < 2) return 64;
  const bool allow_degraded = count > 2 && std::strcmp(arguments[2], "--allow-degraded") == 0;
  auto supervisor = take(3);
  if (!supervisor.has_value()) return 64;
  const auto served = serve(arguments[1], allow_degraded, std::move(*supervisor));
  if (served.has_value()) return 0;
  std::fprintf(stderr, "lazaret-launcher: %s\n", served.error().message.c_str());
  return 1;
}
