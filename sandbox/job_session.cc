// SPDX-License-Identifier: Apache-2.0
#include "sandbox/job_session.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "sandbox/process_facts.h"

namespace lazaret::sandbox {
namespace {

constexpr std::chrono::milliseconds kWatchdogPeriod{50};

std::string name_of_signal(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : std::string("SIG") + name;
}

std::string seconds_text(std::uint64_t seconds) { return std::to_string(seconds) + " s"; }

// "system call socket(AF_INET, SOCK_STREAM, 0) is not allowed (made in libc.so.6+0x1, called from
// code.so+0x2, during scan): a jail has no network ..."
std::string sentence_for(const Violation& violation) {
  const auto name = violation.call == std::to_string(violation.number)
                        ? violation.call
                        : violation.call + "(" + violation.arguments + ")";
  std::string text = "system call " + name + " is not allowed (";
  if (!violation.from.empty()) text += "made in " + violation.from + ", ";
  if (!violation.caller.empty()) text += "called from " + violation.caller + ", ";
  return text + "during " + violation.phase + "): " + violation.advice;
}

void set(Outcome& outcome, RunOutcome status, std::string detail) {
  outcome.status = status;
  outcome.detail = std::move(detail);
}

}  // namespace

Outcome JobSession::run() {
  if (auto asked = request(); !asked.has_value()) {
    Outcome outcome;
    outcome.detail = asked.error().message;
    return outcome;
  }
  follow();
  return judge();
}

Result<void> JobSession::request() {
  auto channel = TRY(make_socket_pair());
  auto results = TRY(make_pipe());
  Fd watched;
  watch_ = TRY(WorkerWatch::make(job_.plugin, job_.full, watched));
  std::vector<int> descriptors;
  for (const Fd& fd : job_.descriptors) descriptors.push_back(fd.get());
  descriptors.insert(descriptors.begin() + 1, {results.write.get(), watched.get()});
  if (descriptors.size() > kMostDescriptors)
    return make_error(ErrorCode::LimitExceeded, "a job of " + std::to_string(descriptors.size()) +
                                                    " descriptors (limit " +
                                                    std::to_string(kMostDescriptors) + ")");
  job_.request.descriptors = static_cast<std::uint32_t>(descriptors.size());
  const std::array end{channel.write.get()};
  TRY(send_packet(launcher_, as_byte_span("job"), end));
  TRY(send_packet(channel.read, bytes_of(job_.request)));
  for (std::span<const int> rest(descriptors); !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), kDescriptorsPerPacket));
    TRY(send_packet(channel.read, as_byte_span("fds"), part));
    rest = rest.subspan(part.size());
  }
  job_.descriptors.clear();  // so that a pipe the worker reads or writes ends when the worker does
  channel_ = std::move(channel.read);
  results_ = std::move(results.read);
  return {};
}

void JobSession::follow() {
  while (!finished_ || results_) {
    std::array<pollfd, 3> waiting{{{results_.get(), POLLIN, 0},
                                   {finished_ ? -1 : channel_.get(), POLLIN, 0},
                                   {finished_ ? -1 : watch_->wanted(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), next_wake_ms());
    check_memory();
    if (!late_ && std::chrono::steady_clock::now() >= begun_ + job_.wall) {
      late_ = true;
      kill();
    }
    if (ready <= 0) continue;
    if (channel_ && waiting[1].revents != 0) hear_launcher();
    if (results_ && waiting[0].revents != 0) hear_worker();
    if (waiting[2].revents != 0) hear_watch(waiting[2].revents);
  }
}

// The deadline, or the watchdog's next look; for ever once the deadline is over.
int JobSession::next_wake_ms() const {
  if (late_) return -1;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(begun_ + job_.wall -
                                                                          std::chrono::steady_clock::now())
                        .count() +
                    1;
  return static_cast<int>(std::max<long>(0, reply_.memory_by == MemoryBy::Rlimits && !finished_
                                                ? std::min<long>(left, kWatchdogPeriod.count())
                                                : left));
}

// The second line where no cgroup holds the memory: resident pages of every kind, as the kernel counts them.
void JobSession::check_memory() {
  const auto now = std::chrono::steady_clock::now();
  if (reply_.memory_by != MemoryBy::Rlimits || !watch_->facts() || now - looked_ < kWatchdogPeriod) return;
  looked_ = now;
  const auto resident = resident_bytes(watch_->process());
  if (resident <= job_.request.data_bytes + job_.request.address_bytes) return;
  over_memory_ = resident;
  kill();
}

// What the worker said before its call is read first: it tells in which phase the call was made.
void JobSession::hear_watch(short events) {
  if (!watch_->greeted()) {
    const auto greeted = watch_->greet();
    if (greeted.has_value()) return;
    watch_problem_ = greeted.error().message;
    return kill();
  }
  if ((events & POLLIN) == 0) return watch_->stop();
  pollfd said{results_.get(), POLLIN, 0};
  if (results_ && ::poll(&said, 1, 0) == 1) hear_worker();
  if (auto violation = watch_->take_violation(reader_.transcript().loaded)) violation_ = std::move(violation);
}

// A worker that talks nonsense or too much is ended at once; its pipe is then of no interest.
void JobSession::hear_worker() {
  std::array<std::byte, 65536> buffer;
  const auto got = read_some(results_, buffer);
  if (!got.has_value() || *got == 0) return results_.close();
  if (reader_.feed(std::span(buffer).first(*got))) return;
  kill();
  results_.close();
}

void JobSession::hear_launcher() {
  LaunchReply reply;
  auto packet = receive_packet(channel_, writable_bytes_of(reply));
  if (!packet.has_value() || packet->size != sizeof reply || reply.magic != kLaunchMagic) {
    // Gone, or what it sent did not fit into our table of descriptors: a jail that we cannot kill must not go
    // on.
    launcher_lost_ = finished_ = true;
    if (!packet.has_value()) watch_problem_ = packet.error().message;
    return channel_.close();  // a launcher that is still there ends the job
  }
  reply_ = reply;
  finished_ = reply.event == LaunchEvent::Failed || reply.event == LaunchEvent::Ended;
  if (!packet->descriptors.empty()) pidfd_ = std::move(packet->descriptors.front());
}

// Through the pidfd, which cannot mean another process. Without one (it has not come yet, or was lost because
// this process had no descriptor free for it) closing the channel makes the launcher do it, without a word;
// nor is the pipe waited for: a launcher that was stopped still holds its other end.
void JobSession::kill() {
  if (pidfd_) {
    ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
    return;
  }
  channel_.close();
  results_.close();
  finished_ = true;
}

Outcome JobSession::judge() const {
  Outcome outcome;
  const auto spent = std::chrono::steady_clock::now() - begun_;
  outcome.wall_ms =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(spent).count());
  outcome.cpu_ms = reply_.cpu_ms;
  outcome.peak_rss_kib = reply_.peak_rss_kib;
  fill_receipt(outcome.receipt);
  judge_end(outcome);
  return outcome;
}

void JobSession::fill_receipt(Receipt& receipt) const {
  const auto& request = job_.request;
  receipt.kernel = watch_->facts();
  if (watch_->facts()) receipt.violations_by = watch_->has_listener() ? "supervisor" : "kernel";
  receipt.violation = violation_;
  receipt.output_bytes = reader_.bytes_taken();
  receipt.log_bytes = reader_.transcript().log_bytes;
  receipt.limits.memory_bytes = job_.memory_bytes;
  receipt.limits.memory_by = to_string(reply_.memory_by);
  receipt.limits.cpu_seconds = request.cpu_seconds;
  receipt.limits.wall_seconds = static_cast<std::uint64_t>(job_.wall.count());
  receipt.limits.processes = 1 + request.threads;
  receipt.limits.descriptors = open_files_of(request);
  receipt.limits.file_bytes = request.file_bytes;
}

// What the kernel says goes before what the worker says.
void JobSession::judge_end(Outcome& outcome) const {
  if (launcher_lost_)
    return set(outcome, RunOutcome::SetupError,
               watch_problem_.empty() ? "the launcher has gone" : watch_problem_);
  if (reply_.event == LaunchEvent::Failed)
    return set(outcome, RunOutcome::SetupError,
               "jail stage " + std::string(to_string(reply_.stage)) + ": " + ::strerrordesc_np(reply_.error));
  if (!watch_problem_.empty()) return set(outcome, RunOutcome::SetupError, watch_problem_);
  if (violation_) return set(outcome, RunOutcome::Violation, sentence_for(*violation_));
  if (over_memory_ != 0)
    return set(outcome, RunOutcome::OutOfMemory,
               format_bytes(over_memory_) + " of memory, seen by the watchdog");
  if (late_)
    return set(outcome, RunOutcome::Timeout,
               "wall time over " + seconds_text(static_cast<std::uint64_t>(job_.wall.count())));
  if (reader_.fault() == ReadFault::OutputLimit)
    return set(outcome, RunOutcome::OutputLimit, reader_.problem());
  if (reader_.fault() == ReadFault::Protocol)
    return set(outcome, RunOutcome::ProtocolError, reader_.problem());
  if (reply_.out_of_memory != 0)
    return set(outcome, RunOutcome::OutOfMemory,
               "more memory than " + format_bytes(job_.memory_bytes) + ", killed by its " +
                   std::string(to_string(reply_.memory_by)));
  if (reply_.killed != 0) return set(outcome, RunOutcome::Crashed, "its jail was killed from outside");
  if (WIFSIGNALED(reply_.wait_status)) return judge_signal(WTERMSIG(reply_.wait_status), outcome);
  judge_exit(outcome);
}

void JobSession::judge_signal(int signal, Outcome& outcome) const {
  if (signal == SIGSYS)
    return set(
        outcome, RunOutcome::Violation,
        watch_->has_listener() || !watch_->facts()
            ? "a system call that kills at once: one with which kernels are attacked"
            : "a system call that is not allowed; which one is not known, because an outer filter has the "
              "listener, or one that kills at once");
  if (signal == SIGXCPU || (signal == SIGKILL && reply_.cpu_ms >= job_.request.cpu_seconds * 1000))
    return set(outcome, RunOutcome::Timeout, "CPU time over " + seconds_text(job_.request.cpu_seconds));
  if (signal == SIGXFSZ) return set(outcome, RunOutcome::OutputLimit, "it wrote a file over its limit");
  // A failed allocation that nobody looked at ends in a crash; so close to the limit that is what it was.
  if (reply_.peak_rss_kib >= job_.memory_bytes / 1024 / 8 * 7)
    return set(outcome, RunOutcome::OutOfMemory,
               name_of_signal(signal) + " at " + format_bytes(reply_.peak_rss_kib * 1024) + " of memory");
  set(outcome, RunOutcome::Crashed, "killed by " + name_of_signal(signal));
}

void JobSession::judge_exit(Outcome& outcome) const {
  const auto& said = reader_.transcript();
  const int code = WEXITSTATUS(reply_.wait_status);
  if (!said.setup_problem.empty() && code == wire::kExitSetupFailed)
    return set(outcome, RunOutcome::SetupError, said.setup_problem);
  if (code == wire::kExitOutOfMemory)
    return set(outcome, RunOutcome::OutOfMemory, "more memory than " + format_bytes(job_.memory_bytes));
  if (!reader_.complete() || code != 0)
    return set(
        outcome, RunOutcome::ProtocolError,
        "it ended with exit code " + std::to_string(code) + (said.ended ? "" : " and without its end frame"));
  switch (said.status) {
    case wire::EndStatus::Ok: return set(outcome, RunOutcome::Ok, "");
    case wire::EndStatus::Partial: return set(outcome, RunOutcome::Partial, said.error_text);
    case wire::EndStatus::OutputLimit:
      return set(outcome, RunOutcome::OutputLimit, "more records or output than it may have");
    case wire::EndStatus::PluginError:
    case wire::EndStatus::Failed: return set(outcome, RunOutcome::PluginError, said.error_text);
  }
}

}  // namespace lazaret::sandbox
