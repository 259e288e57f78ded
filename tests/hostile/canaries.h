// SPDX-License-Identifier: Apache-2.0
// What an attack would touch, laid out by the test for each run and owned by it: sockets, files, a process, a
// terminal. Called by the hostile suite, for the control and again for the jail. The attacker is told where
// all of it is, by the file "canary" of the image.
#pragma once

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

#include "core/base/fd.h"

namespace lazaret::sandbox {

class Canaries {
 public:
  // `user`: who may touch them without a jail. `plugin` is copied to where that user may change it.
  Canaries(uid_t user, const std::string& plugin);
  Canaries(const Canaries&) = delete;
  Canaries& operator=(const Canaries&) = delete;
  ~Canaries();

  void note(const std::string& name, const std::string& value);
  // Takes the state of everything as untouched, and writes the notes. Once.
  void lay_out();

  // Which of tcp, udp, socket, abstract, netlink, inherited, terminal, files, process, memory, descriptor,
  // signal, secret, steered were touched; the last two by what the attacker said.
  std::set<std::string> touched(const std::string& said) const;

  const std::string& directory() const { return directory_; }
  std::string image() const { return directory_ + "/image"; }
  std::string plugin() const { return directory_ + "/plugin.so"; }
  std::string layer() const;  // the image as a tar

 private:
  void make_files(const std::string& plugin);
  void make_sockets();
  void make_terminal();
  void make_process();
  std::string snapshot() const;
  bool process_answers() const;
  std::string file(const std::string& name) const { return directory_ + "/" + name; }

  uid_t user_;
  std::string directory_, secret_, notes_, before_;
  struct Shared;
  Shared* shared_ = nullptr;
  pid_t process_ = -1;
  Fd tcp_, udp_, socket_, abstract_, netlink_, inherited_, inherited_end_, keyboard_, terminal_, steal_read_,
      steal_write_;
  Fd leaked_file_, leaked_directory_, leaked_process_, input_;
};

inline constexpr const char* kCanaryName = "canary";  // of its process
void count_own_signals();                             // once, by main

}  // namespace lazaret::sandbox
