// SPDX-License-Identifier: Apache-2.0
// What the doctor says of machines that lack something: each made by a filter of the test's own, in a child.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <functional>

#include "sandbox/doctor.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

bool deny(int call) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

// The doctor's lines as "state layer: detail -> advice", in a process that may not make `call` (0: any).
std::string examine(int call) {
  auto answer = make_pipe().take();
  const pid_t child = ::fork();
  if (child == 0) {
    std::string text;
    if (call == 0 || deny(call)) {
      const auto status = probe_sandbox(hostile_options(false));
      if (!status.has_value()) text = status.error().message;
      for (const auto& line : doctor_lines(status.has_value() ? *status : SandboxStatus()))
        text += line.state + " " + line.layer + ": " + line.detail + " -> " + line.what_to_do + "\n";
      text += status.has_value() && status->usable ? "usable" : "refused";
    }
    (void)write_all(answer.write, as_byte_span(text));
    ::_exit(0);
  }
  answer.write.close();
  auto text = read_whole(answer.read, 1u << 20, "the doctor").take();
  ::waitpid(child, nullptr, 0);
  return text;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_F(Jail, TheDoctorFindsWhatIsThere) {
  const auto text = examine(0);
  EXPECT_TRUE(has(text, "there seccomp:")) << text;
  EXPECT_TRUE(has(text, "there violation reports:")) << text;
  EXPECT_EQ(has(text, "there namespaces:"), hostile_mode() != "degraded") << text;
  EXPECT_EQ(has(text, "usable"), hostile_mode() != "degraded") << text;
}

// As on a host whose AppArmor lets anybody make user namespaces and nobody mount in them.
TEST_F(Jail, TheDoctorSeesANamespaceThatCannotBeMountedIn) {
  if (hostile_mode() == "degraded") GTEST_SKIP() << "no namespaces can be made in this mode at all";
  const auto text = examine(SYS_mount);
  EXPECT_TRUE(has(text, "there namespaces:")) << text;
  EXPECT_TRUE(has(text, "broken jail root: make mounts private: Operation not permitted")) << text;
  EXPECT_TRUE(has(text, "-> let a user namespace mount")) << text;
  EXPECT_TRUE(has(text, "refused")) << text;
}

TEST_F(Jail, TheDoctorSeesThatNoNamespaceCanBeMade) {
  const auto text = examine(SYS_unshare);
  EXPECT_TRUE(has(text, "missing namespaces: make a user namespace")) << text;
  EXPECT_TRUE(has(text, "missing jail root:")) << text;
  EXPECT_TRUE(has(text, "refused")) << text;
}

TEST_F(Jail, TheDoctorSeesAKernelWithoutLandlock) {
  const auto text = examine(444);
  EXPECT_TRUE(has(text, "missing landlock:")) << text;
}

}  // namespace
}  // namespace lazaret::sandbox
