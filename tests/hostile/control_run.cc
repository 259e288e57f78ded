// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/control_run.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

constexpr uid_t kNobody = 65534;
constexpr int kPatienceMs = 60'000, kHangsAfterMs = 300;

[[noreturn]] void become_control(const Canaries& canaries, Control control,
                                 const std::vector<std::string>& variables, const Fd& output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max;
  ::setrlimit(RLIMIT_CORE, &core);
  ::dup2(output.get(), 1);
  if (control == Control::Terminal && (::setsid() < 0 || ::ioctl(0, TIOCSCTTY, 0) != 0)) ::_exit(99);
  const uid_t user = control == Control::Itself || control == Control::Root ? ::geteuid() : control_user();
  if (user != ::geteuid() && (::setresgid(user, user, user) != 0 || ::setresuid(user, user, user) != 0))
    ::_exit(99);
  const auto program = from_environment("LAZARET_HOSTILE_CONTROL");
  for (const auto& variable : variables) ::putenv(const_cast<char*>(variable.c_str()));
  ::execl(program.c_str(), "control", canaries.plugin().c_str(), canaries.image().c_str(),
          control == Control::Namespaces ? "namespaces" : nullptr, nullptr);
  ::_exit(99);
}

void await_first_byte(const Fd& output, const Fd& process) {
  pollfd ended{process.get(), POLLIN, 0};
  for (int tries = 0; tries < 500 && size_of(output).take() == 0 && ::poll(&ended, 1, 10) == 0; ++tries) {
  }
}

}  // namespace

uid_t control_user() { return ::geteuid() == 0 ? kNobody : ::geteuid(); }

ControlRun run_control(const Canaries& canaries, Control control, const std::vector<std::string>& variables) {
  const auto output = make_memory_file("control").take();
  const pid_t child = ::fork();
  if (child == 0) become_control(canaries, control, variables, output);
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  await_first_byte(output, process);
  ControlRun run;
  int status = 0;
  pollfd ended{process.get(), POLLIN, 0};
  if (control == Control::Stops) {
    run.stopped = ::waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status);
  } else {
    run.hangs = ::poll(&ended, 1, control == Control::Hangs ? kHangsAfterMs : kPatienceMs) == 0;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  std::string said(static_cast<std::size_t>(size_of(output).take()), '\0');
  (void)read_at(output, 0, std::as_writable_bytes(std::span(said)));
  run.said = std::move(said);
  run.worked = !run.hangs && WIFEXITED(status) && WEXITSTATUS(status) == 10;
  run.refused = !run.hangs && WIFEXITED(status) && WEXITSTATUS(status) == 11;
  run.end = (run.hangs           ? "hangs"
             : WIFEXITED(status) ? "exit " + std::to_string(WEXITSTATUS(status))
                                 : "signal " + std::to_string(WTERMSIG(status))) +
            ": " + run.said.substr(0, 300);
  return run;
}

}  // namespace lazaret::sandbox
