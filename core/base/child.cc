// SPDX-License-Identifier: Apache-2.0
#include "core/base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace lazaret {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  // Before place(): its last action closes what they come from.
  void connect(const StandardStreams& streams) {
    int target = 0;
    for (const int stream : {streams.input, streams.output, streams.error}) {
      if (stream >= 0) ::posix_spawn_file_actions_adddup2(&actions_, stream, target);
      ++target;
    }
  }
  // Copies are above the targets, so that no target overwrites a descriptor that is still to come.
  void place(std::span<const Fd> copies) {
    int target = 3;
    for (const Fd& copy : copies) ::posix_spawn_file_actions_adddup2(&actions_, copy.get(), target++);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, target);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

Result<std::vector<Fd>> copies_above(std::span<const int> descriptors) {
  std::vector<Fd> copies;
  for (const int raw : descriptors) {
    const int copy = ::fcntl(raw, F_DUPFD_CLOEXEC, 3 + static_cast<int>(descriptors.size()));
    if (copy < 0) return io_error("cannot duplicate a descriptor for a program");
    copies.emplace_back(copy);
  }
  return copies;
}

}  // namespace

Result<Child> Child::start(const std::string& program, const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment, std::span<const int> descriptors,
                           const StandardStreams& streams) {
  const auto copies = TRY(copies_above(descriptors));
  FileActions actions;
  actions.connect(streams);
  actions.place(copies);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment;
  pid_t pid = -1;
  const int problem = ::posix_spawn(&pid, program.c_str(), actions.get(), nullptr, pointers_to(words).data(),
                                    pointers_to(variables).data());
  if (problem != 0) return io_error("cannot start " + program, problem);
  Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  return Child(pid, std::move(pidfd));
}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::optional<int>> Child::wait(std::chrono::milliseconds limit) {
  pollfd ready{pidfd_.get(), POLLIN, 0};
  if (pidfd_ && ::poll(&ready, 1, static_cast<int>(limit.count())) == 0) return std::optional<int>();
  int status = 0;
  if (::waitpid(pid_, &status, 0) < 0) return io_error("cannot wait for a program");
  pid_ = -1;
  return std::optional<int>(status);
}

}  // namespace lazaret
