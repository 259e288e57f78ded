// SPDX-License-Identifier: Apache-2.0
// System calls and constants that Debian 12's headers do not know, as thin as they can be: -1 and errno on
// failure. Called by the launcher and the worker only. Sources: the kernel's uapi headers of Linux 6.18
// (numbers, structs, bits).
#pragma once

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace lazaret::sandbox::kernel {

struct CloneArguments {  // clone3(2), first version of the struct
  std::uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};
inline long clone3(CloneArguments& arguments) { return ::syscall(435, &arguments, sizeof arguments); }

struct MountAttributes {
  std::uint64_t set, clear, propagation, user_namespace;
};
inline constexpr std::uint64_t kReadOnly = 1, kNoSetuid = 2, kNoDevices = 4, kNoExec = 8;

inline int open_tree_clone(int directory, const char* path) {
  return static_cast<int>(
      ::syscall(428, directory, path, 1u | 0x80000u));  // OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
}
inline int move_mount(int tree, const char* target) {
  return static_cast<int>(::syscall(429, tree, "", -100, target, 4u));  // from an empty path to AT_FDCWD
}
inline int set_mount(int directory, const char* path, std::uint64_t set, std::uint64_t propagation = 0) {
  MountAttributes attributes{set, 0, propagation, 0};
  const unsigned flags = path[0] == '\0' ? 0x1000u : 0u;  // AT_EMPTY_PATH
  return static_cast<int>(::syscall(442, directory, path, flags, &attributes, sizeof attributes));
}
inline int pivot_root(const char* new_root, const char* put_old) {
  return static_cast<int>(::syscall(SYS_pivot_root, new_root, put_old));
}
inline int close_from(unsigned first) { return static_cast<int>(::syscall(436, first, ~0u, 0u)); }

struct OpenHow {  // openat2(2)
  std::uint64_t flags, mode, resolve;
};
inline constexpr std::uint64_t kNoCrossing = 1, kNoMagicLinks = 2, kNoSymlinks = 4, kBeneath = 8;
inline int open_beneath(int directory, const char* path, std::uint64_t flags, std::uint64_t mode = 0) {
  const OpenHow how{flags, mode, kNoCrossing | kNoMagicLinks | kNoSymlinks | kBeneath};
  return static_cast<int>(::syscall(437, directory, path, &how, sizeof how));
}

struct LandlockRuleset {
  std::uint64_t file_system, network, scoped;
};
struct [[gnu::packed]] LandlockBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};
inline constexpr std::uint64_t kLandlockWriteFile = 1u << 1, kLandlockReadFile = 1u << 2,
                               kLandlockReadDirectory = 1u << 3, kLandlockMakeDirectory = 1u << 7,
                               kLandlockMakeFile = 1u << 8, kLandlockMakeSymlink = 1u << 12;
inline int landlock_abi() { return static_cast<int>(::syscall(444, nullptr, 0, 1u)); }
inline int landlock_create(const LandlockRuleset& ruleset, std::size_t size) {
  return static_cast<int>(::syscall(444, &ruleset, size, 0u));
}
inline int landlock_allow(int ruleset, const LandlockBeneath& rule) {
  return static_cast<int>(::syscall(445, ruleset, 1, &rule, 0u));
}
inline int landlock_restrict(int ruleset) { return static_cast<int>(::syscall(446, ruleset, 0u)); }

inline constexpr int kSetMdwe = 65;  // prctl: memory deny write execute, Linux 6.3

}  // namespace lazaret::sandbox::kernel
