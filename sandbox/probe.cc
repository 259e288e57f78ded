// SPDX-License-Identifier: Apache-2.0
#include "sandbox/probe.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>

#include "sandbox/kernel.h"
#include "sandbox/seccomp_policy.h"

namespace lazaret::sandbox {
namespace {

constexpr int kLandlockFloor = 6;  // signals and abstract sockets are scoped from here on

// What `attempt` says in a child of its own: empty for success.
std::string try_in_child(const std::function<std::string()>& attempt) {
  auto answer = make_pipe();
  if (!answer.has_value()) return answer.error().message;
  const pid_t child = ::fork();
  if (child < 0) return "fork failed";
  if (child == 0) {
    const std::string said = attempt();
    (void)write_all(answer->write, as_byte_span(said));
    ::_exit(said.empty() ? 0 : 1);
  }
  answer->write.close();
  const auto said = read_whole(answer->read, 4096, "a probe's answer");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0 && said.has_value() && said->empty()) return "a probe was killed";
  return said.has_value() ? *said : said.error().message;
}

std::string try_seccomp(unsigned flags) {
  auto filter = build_init_filter();
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "no_new_privs is refused";
  const long loaded = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  return loaded >= 0 ? "" : std::string("seccomp(2): ") + ::strerrordesc_np(errno);
}

ProbedLayer landlock_layer(int abi) {
  if (abi <= 0) return {"landlock", "missing", "the kernel has none"};
  return {"landlock", abi >= kLandlockFloor ? "there" : "broken", "ABI " + std::to_string(abi)};
}

// A user namespace may be made and then be good for nothing: AppArmor lets it be made and refuses to mount.
void add_namespaces(Probe& probe, const std::string& problem) {
  const bool root = ::geteuid() == 0;
  const bool none = problem.starts_with(kNoNamespace), unmapped = problem.starts_with(kNoUserMap);
  if (none || unmapped) {
    probe.layers.push_back({"namespaces", none ? "missing" : "broken", problem});
    probe.layers.push_back({"jail root", "missing", "it needs namespaces"});
  } else {
    probe.layers.push_back({"namespaces", "there", ""});
    probe.layers.push_back({"jail root", problem.empty() ? "there" : "broken", problem});
  }
  probe.layers.push_back({"separate user", probe.full && root ? "there" : "missing",
                          root ? "user ids from " + std::to_string(kFirstHostId) : "jobs run as this user"});
}

void add_seccomp(Probe& probe, const std::string& problem) {
  probe.layers.push_back({"seccomp", problem.empty() ? "there" : "missing", problem});
  const auto listener = try_in_child([] { return try_seccomp(SECCOMP_FILTER_FLAG_NEW_LISTENER); });
  probe.layers.push_back({"violation reports", listener.empty() ? "there" : "missing", listener});
}

}  // namespace

Probe probe_machine(const WorkerProgram& program) {
  const auto full_problem = try_in_child([&]() -> std::string {
    const auto made = enter_full_template(program);
    return made.has_value() ? std::string() : made.error().message;
  });
  const auto seccomp_problem = try_in_child([] { return try_seccomp(0); });
  const int abi = kernel::landlock_abi();
  Probe probe;
  probe.full = full_problem.empty() && seccomp_problem.empty();
  probe.degraded_floor = abi >= kLandlockFloor && seccomp_problem.empty();
  add_namespaces(probe, full_problem);
  probe.layers.push_back(landlock_layer(abi));
  add_seccomp(probe, seccomp_problem);
  const auto mdwe =
      try_in_child([]() -> std::string { return ::prctl(kernel::kSetMdwe, 1, 0, 0, 0) == 0 ? "" : "no"; });
  probe.layers.push_back({"write xor execute", mdwe.empty() ? "there" : "missing", ""});
  return probe;
}

}  // namespace lazaret::sandbox
