// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_watch.h"

#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/call_description.h"
#include "sandbox/launch_protocol.h"
#include "sandbox/process_facts.h"

namespace lazaret::sandbox {
namespace {

constexpr std::uint64_t kMapBytes = 4u << 20;
constexpr std::size_t kNamespacesOfAJail = 7;
constexpr std::string_view kNoCapabilities = "0000000000000000";

// Signals its very process: a number alone could mean another one by now.
void kill_through(const Fd& handle) {
  if (handle) ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
}

Violation violation_of(const seccomp_data& call, bool loaded) {
  Violation violation;
  violation.call = name_of_call(call.nr);
  violation.number = static_cast<std::uint64_t>(call.nr);
  std::uint64_t arguments[6];
  for (std::size_t i = 0; i < 6; ++i) arguments[i] = call.args[i];
  violation.arguments = describe_arguments(call.nr, arguments);
  violation.phase = loaded ? "scan" : "load";
  violation.advice = advice_for_call(call.nr);
  return violation;
}

}  // namespace

Result<WorkerWatch> WorkerWatch::make(std::string plugin, bool full, Fd& worker_end) {
  auto pair = TRY(make_socket_pair());
  const int on = 1;  // the kernel says who sends
  if (::setsockopt(pair.read.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0)
    return io_error("ask for the sender of a socket");
  WorkerWatch watch;
  watch.plugin_ = std::move(plugin);
  watch.full_ = full;
  watch.socket_ = std::move(pair.read);
  worker_end = std::move(pair.write);
  return watch;
}

Result<void> WorkerWatch::greet() {
  WatchWord word{0, 0};
  auto packet = TRY(receive_packet(socket_, writable_bytes_of(word)));
  greeted_ = true;
  if (packet.size == 0) return stop(), Result<void>();  // it ended before it was confined
  if (packet.size != sizeof word || word.magic != WatchWord().magic || packet.sender <= 0)
    return make_error(ErrorCode::Internal, "stage hand-over: not a worker's greeting");
  process_ = packet.sender;
  handle_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)));
  if (!handle_) return io_error("stage hand-over: open the worker's process");
  had_listener_ = word.listener == 1 && !packet.descriptors.empty();
  if (had_listener_) listener_ = std::move(packet.descriptors.front());
  if (packet.descriptors.size() > (had_listener_ ? 1u : 0u)) map_ = std::move(packet.descriptors.back());
  facts_ = TRY(read_kernel_facts(process_, full_));
  TRY(check(*facts_));
  (void)send_packet(socket_, as_byte_span("g"));  // fails where it has died: its end will be told
  socket_.close();
  return {};
}

Result<void> WorkerWatch::check(const KernelFacts& facts) const {
  const auto refuse = [](const std::string& what) {
    return make_error(ErrorCode::Internal, "stage verification: the kernel says " + what);
  };
  if (facts.seccomp != SECCOMP_MODE_FILTER) return refuse("Seccomp: " + std::to_string(facts.seccomp));
  if (!facts.no_new_privileges) return refuse("NoNewPrivs: 0");
  if (facts.effective_set != kNoCapabilities) return refuse("CapEff: " + facts.effective_set);
  if (full_ && facts.bounding_set != kNoCapabilities) return refuse("CapBnd: " + facts.bounding_set);
  if (full_ && facts.namespaces.size() != kNamespacesOfAJail)
    return refuse("only " + std::to_string(facts.namespaces.size()) + " of 7 namespaces are its own");
  return {};
}

std::string WorkerWatch::read_map() const {
  auto text = map_ ? read_whole(map_, kMapBytes, "a worker's map")
                   : read_file("/proc/" + std::to_string(process_) + "/maps", kMapBytes);
  return text.has_value() ? text.take() : std::string();
}

std::optional<Violation> WorkerWatch::take_violation(bool loaded) {
  seccomp_notif notice{};
  if (::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0) {
    if (errno != EINTR && errno != ENOENT) stop();  // ENOENT: killed in the meantime
    return std::nullopt;
  }
  Violation violation = violation_of(notice.data, loaded);
  const auto map = parse_map(read_map());
  violation.from = place_of(notice.data.instruction_pointer, map);
  if (!plugin_.empty()) violation.caller = likely_caller(static_cast<pid_t>(notice.pid), plugin_, map);
  if (violation.caller == violation.from) violation.caller.clear();
  kill_through(handle_);
  return violation;
}

void WorkerWatch::stop() {
  socket_.close();
  listener_.close();
}

}  // namespace lazaret::sandbox
