// SPDX-License-Identifier: Apache-2.0
#include "sandbox/confinement.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/base/fd.h"
#include "sandbox/job_layout.h"
#include "sandbox/kernel.h"
#include "sandbox/landlock.h"
#include "sandbox/launch_protocol.h"
#include "sandbox/worker_watch.h"

namespace lazaret::sandbox {
namespace {

Result<void> become_undumpable() {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_GET_DUMPABLE) != 0) return io_error("stage dumpable");
  return {};
}

Result<void> verify_privileges() {
  if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) return {};
  return make_error(ErrorCode::Internal, "stage privileges: no_new_privs is not set");
}

Result<void> deny_writable_code() {
  if (::prctl(kernel::kSetMdwe, 1, 0, 0, 0) == 0 || errno == EINVAL) return {};  // EINVAL: before Linux 6.3
  return io_error("stage write xor execute");
}

// With a listener where the kernel has one for us: under an outer filter that has one already (EBUSY) what is
// not allowed kills instead.
Result<Fd> load_filter(const Policy& policy, std::span<const Unlisted> choices) {
  for (const auto unlisted : choices) {
    auto filter = build_filter(policy, ::getpid(), unlisted);
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    const unsigned flags = unlisted == Unlisted::Tell ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
    const long loaded = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (loaded >= 0) return Fd(unlisted == Unlisted::Tell ? static_cast<int>(loaded) : -1);
    if (errno != EBUSY && errno != EINVAL) break;
  }
  return io_error("stage seccomp");
}

// A filter that was built and never loaded looks like one that works. ioctl is refused by every policy,
// always.
Result<void> verify_filter() {
  if (::syscall(SYS_ioctl, -1, 0, 0) == -1 && errno == ENOTTY) return {};
  return make_error(ErrorCode::Internal, "stage seccomp: the filter is not in force");
}

constexpr std::array kWatched{Unlisted::Tell, Unlisted::Kill};
constexpr std::array kUnwatched{Unlisted::Kill};

Result<Fd> close_in(const Policy& policy, std::span<const FileGrant> files, bool landlock_required,
                    std::span<const Unlisted> choices) {
  TRY(become_undumpable());
  TRY(verify_privileges());
  if (auto restricted = restrict_file_access(files, landlock_required); !restricted.has_value())
    return std::move(std::move(restricted).with_context("stage landlock").error());
  TRY(deny_writable_code());
  auto listener = TRY(load_filter(policy, choices));
  TRY(verify_filter());
  return listener;
}

// From here on only `sendmsg` on this descriptor, read and close: any other call would wait for an answer
// that nobody can give yet.
Result<void> hand_over(Fd listener, Fd own_map) {
  const Fd watch(kWatchDescriptor);
  const WatchWord word{WatchWord().magic, listener ? 1u : 0u};
  std::array<int, 2> passed{};
  std::size_t count = 0;
  if (listener) passed[count++] = listener.get();
  if (own_map) passed[count++] = own_map.get();
  TRY(send_packet(watch, bytes_of(word), std::span(passed).first(count)));
  std::array<std::byte, 1> answer{};
  const auto told = TRY(read_some(watch, answer));
  if (told == 1) return {};
  return make_error(ErrorCode::Internal, "stage hand-over: the supervisor has gone");
}

}  // namespace

Result<void> confine(const Policy& policy, std::span<const FileGrant> files, bool landlock_required) {
  // Only where there is a /proc, in degraded jails; the supervisor may not be able to read it from outside.
  Fd own_map(::open("/proc/self/maps", O_RDONLY | O_CLOEXEC));
  auto listener = TRY(close_in(policy, files, landlock_required, kWatched));
  return hand_over(std::move(listener), std::move(own_map));
}

Result<void> confine_unwatched(const Policy& policy, std::span<const FileGrant> files) {
  TRY(close_in(policy, files, false, kUnwatched));
  return {};
}

}  // namespace lazaret::sandbox
