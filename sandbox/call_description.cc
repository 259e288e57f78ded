// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call_description.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "sandbox/call_sets.h"

namespace lazaret::sandbox {
namespace {

// Calls that are newer than the library's table: Linux 6.8 to 6.18.
struct NewCall {
  int number;
  std::string_view name;
};
constexpr std::array kNewCalls{
    NewCall{457, "statmount"},         NewCall{458, "listmount"},        NewCall{459, "lsm_get_self_attr"},
    NewCall{460, "lsm_set_self_attr"}, NewCall{461, "lsm_list_modules"}, NewCall{462, "mseal"},
    NewCall{463, "setxattrat"},        NewCall{464, "getxattrat"},       NewCall{465, "listxattrat"},
    NewCall{466, "removexattrat"},     NewCall{467, "open_tree_attr"},   NewCall{468, "file_getattr"},
    NewCall{469, "file_setattr"},
};

struct Word {
  std::uint64_t value;
  std::string_view name;
};
#define LAZARET_WORD(name) \
  Word { static_cast<std::uint64_t>(name), #name }
constexpr std::array kFamilies{LAZARET_WORD(AF_UNIX),    LAZARET_WORD(AF_INET),   LAZARET_WORD(AF_INET6),
                               LAZARET_WORD(AF_NETLINK), LAZARET_WORD(AF_PACKET), LAZARET_WORD(AF_ALG),
                               LAZARET_WORD(AF_VSOCK)};
constexpr std::array kSocketTypes{LAZARET_WORD(SOCK_STREAM), LAZARET_WORD(SOCK_DGRAM), LAZARET_WORD(SOCK_RAW),
                                  LAZARET_WORD(SOCK_SEQPACKET)};
constexpr std::array kSocketFlags{LAZARET_WORD(SOCK_CLOEXEC), LAZARET_WORD(SOCK_NONBLOCK)};
constexpr std::array kAccess{LAZARET_WORD(O_RDONLY), LAZARET_WORD(O_WRONLY), LAZARET_WORD(O_RDWR)};
constexpr std::array kOpenFlags{LAZARET_WORD(O_TMPFILE),  LAZARET_WORD(O_CREAT),   LAZARET_WORD(O_EXCL),
                                LAZARET_WORD(O_TRUNC),    LAZARET_WORD(O_APPEND),  LAZARET_WORD(O_DIRECTORY),
                                LAZARET_WORD(O_NOFOLLOW), LAZARET_WORD(O_CLOEXEC), LAZARET_WORD(O_NONBLOCK)};
constexpr std::array kProtections{LAZARET_WORD(PROT_READ), LAZARET_WORD(PROT_WRITE), LAZARET_WORD(PROT_EXEC)};
constexpr std::array kMapTypes{LAZARET_WORD(MAP_SHARED), LAZARET_WORD(MAP_PRIVATE),
                               LAZARET_WORD(MAP_SHARED_VALIDATE)};
constexpr std::array kMapFlags{LAZARET_WORD(MAP_ANONYMOUS), LAZARET_WORD(MAP_FIXED),
                               LAZARET_WORD(MAP_POPULATE), LAZARET_WORD(MAP_NORESERVE)};
constexpr std::array kCloneFlags{LAZARET_WORD(CLONE_VM),
                                 LAZARET_WORD(CLONE_FS),
                                 LAZARET_WORD(CLONE_FILES),
                                 LAZARET_WORD(CLONE_SIGHAND),
                                 LAZARET_WORD(CLONE_THREAD),
                                 LAZARET_WORD(CLONE_VFORK),
                                 LAZARET_WORD(CLONE_SYSVSEM),
                                 LAZARET_WORD(CLONE_SETTLS),
                                 LAZARET_WORD(CLONE_PARENT_SETTID),
                                 LAZARET_WORD(CLONE_NEWUSER),
                                 LAZARET_WORD(CLONE_NEWNS),
                                 LAZARET_WORD(CLONE_NEWPID),
                                 LAZARET_WORD(CLONE_CHILD_CLEARTID),
                                 LAZARET_WORD(CLONE_CHILD_SETTID)};
constexpr std::array kResources{LAZARET_WORD(RLIMIT_CPU),    LAZARET_WORD(RLIMIT_DATA),
                                LAZARET_WORD(RLIMIT_AS),     LAZARET_WORD(RLIMIT_FSIZE),
                                LAZARET_WORD(RLIMIT_NOFILE), LAZARET_WORD(RLIMIT_NPROC),
                                LAZARET_WORD(RLIMIT_CORE),   LAZARET_WORD(RLIMIT_STACK)};
#undef LAZARET_WORD

std::string hexadecimal(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string word_for(std::uint64_t value, std::span<const Word> words) {
  for (const auto& word : words)
    if (word.value == value) return std::string(word.name);
  return std::to_string(value);
}

// "first|FLAG|FLAG|0x40": what has no name stays as a number.
std::string add_flags(std::string text, std::uint64_t value, std::span<const Word> words) {
  const auto add = [&](std::string_view name) { text += (text.empty() ? "" : "|") + std::string(name); };
  for (const auto& word : words) {
    if ((value & word.value) != word.value) continue;
    add(word.name);
    value &= ~word.value;
  }
  if (value != 0) add(hexadecimal(value));
  return text.empty() ? "0" : text;
}

enum class Kind : std::uint8_t {
  End,
  Number,
  Octal,
  Pointer,
  Directory,
  Family,
  SocketType,
  OpenFlags,
  Protection,
  MapFlags,
  CloneFlags,
  Signal,
  Resource
};

std::string describe(Kind kind, std::uint64_t value) {
  const auto low = static_cast<std::uint32_t>(value);
  switch (kind) {
    case Kind::End: return {};
    case Kind::Number: return std::to_string(static_cast<std::int32_t>(low));
    case Kind::Octal: {
      char text[24];
      std::snprintf(text, sizeof text, "%#o", low);
      return text;
    }
    case Kind::Pointer: return value == 0 ? "NULL" : "...";
    case Kind::Directory:
      return static_cast<int>(low) == AT_FDCWD ? "AT_FDCWD" : describe(Kind::Number, value);
    case Kind::Family: return word_for(low, kFamilies);
    case Kind::SocketType: return add_flags(word_for(low & 15, kSocketTypes), low & ~15u, kSocketFlags);
    case Kind::OpenFlags:
      return add_flags(word_for(low & O_ACCMODE, kAccess), low & ~std::uint32_t{O_ACCMODE}, kOpenFlags);
    case Kind::Protection: return low == 0 ? "PROT_NONE" : add_flags("", low, kProtections);
    case Kind::MapFlags:
      return add_flags(word_for(low & MAP_TYPE, kMapTypes), low & ~std::uint32_t{MAP_TYPE}, kMapFlags);
    case Kind::CloneFlags: {
      const auto text = add_flags("", low & ~0xffu, kCloneFlags);
      return (low & 0xff) == 0 ? text : text + "|" + describe(Kind::Signal, low & 0xff);
    }
    case Kind::Signal: {
      const char* name = ::sigabbrev_np(static_cast<int>(low));
      return name == nullptr ? std::to_string(low) : std::string("SIG") + name;
    }
    case Kind::Resource: return word_for(low, kResources);
  }
  return {};
}

struct Signature {
  int number;
  std::array<Kind, 6> kinds;
};
using enum Kind;
constexpr std::array kSignatures {
  Signature{SYS_socket, {Family, SocketType, Number}},
      Signature{SYS_socketpair, {Family, SocketType, Number, Pointer}},
      Signature{SYS_connect, {Number, Pointer, Number}}, Signature{SYS_bind, {Number, Pointer, Number}},
      Signature{SYS_sendto, {Number, Pointer, Number, Number, Pointer, Number}},
      Signature{SYS_openat, {Directory, Pointer, OpenFlags, Octal}},
      Signature{SYS_unlinkat, {Directory, Pointer, Number}},
      Signature{SYS_mkdirat, {Directory, Pointer, Octal}},
      Signature{SYS_mmap, {Pointer, Number, Protection, MapFlags, Number, Number}},
      Signature{SYS_mprotect, {Pointer, Number, Protection}}, Signature{SYS_memfd_create, {Pointer, Number}},
      Signature{SYS_clone, {CloneFlags, Pointer}}, Signature{SYS_execve, {Pointer, Pointer, Pointer}},
      Signature{SYS_execveat, {Directory, Pointer, Pointer, Pointer, Number}},
      Signature{SYS_kill, {Number, Signal}}, Signature{SYS_tkill, {Number, Signal}},
      Signature{SYS_tgkill, {Number, Number, Signal}}, Signature{SYS_fcntl, {Number, Number}},
      Signature{SYS_dup, {Number}}, Signature{SYS_prlimit64, {Number, Resource, Pointer, Pointer}},
      Signature{SYS_sendmsg, {Number, Pointer, Number}},
#if defined(__x86_64__)
      Signature{SYS_open, {Pointer, OpenFlags, Octal}}, Signature{SYS_unlink, {Pointer}},
      Signature{SYS_fork, {}}, Signature{SYS_vfork, {}},
#endif
};

constexpr std::string_view kNoNetwork = "a jail has no network: work on the files that the manifest asks for";
constexpr std::string_view kNoWriting =
    "files cannot be written, made or changed: keep it in memory and emit records";
constexpr std::string_view kNoProcesses = "no program or process can be started: do the work in the plugin";
constexpr std::string_view kNoSignals = "no other process can be reached";
constexpr std::string_view kPrivateMemory = "use private anonymous memory, and no code made at run time";
constexpr std::string_view kFixedLimits = "limits are the operator's: ask in the manifest under \"needs\"";

struct Advice {
  int number;
  std::string_view text;
};
constexpr std::array kAdvice {
  Advice{SYS_socket, kNoNetwork}, Advice{SYS_socketpair, kNoNetwork}, Advice{SYS_connect, kNoNetwork},
      Advice{SYS_bind, kNoNetwork}, Advice{SYS_sendto, kNoNetwork}, Advice{SYS_sendmsg, kNoNetwork},
      Advice{SYS_openat, kNoWriting}, Advice{SYS_unlinkat, kNoWriting}, Advice{SYS_mkdirat, kNoWriting},
      Advice{SYS_renameat2, kNoWriting}, Advice{SYS_linkat, kNoWriting}, Advice{SYS_symlinkat, kNoWriting},
      Advice{SYS_mknodat, kNoWriting}, Advice{SYS_fchmodat, kNoWriting}, Advice{SYS_fchownat, kNoWriting},
      Advice{SYS_utimensat, kNoWriting}, Advice{SYS_execve, kNoProcesses}, Advice{SYS_execveat, kNoProcesses},
      Advice{SYS_kill, kNoSignals}, Advice{SYS_tkill, kNoSignals}, Advice{SYS_tgkill, kNoSignals},
      Advice{SYS_pidfd_open, kNoSignals}, Advice{SYS_pidfd_send_signal, kNoSignals},
      Advice{SYS_mmap, kPrivateMemory}, Advice{SYS_mprotect, kPrivateMemory},
      Advice{SYS_memfd_create, kPrivateMemory}, Advice{SYS_prlimit64, kFixedLimits},
#if defined(__x86_64__)
      Advice{SYS_fork, kNoProcesses}, Advice{SYS_vfork, kNoProcesses}, Advice{SYS_open, kNoWriting},
      Advice{SYS_unlink, kNoWriting}, Advice{SYS_mkdir, kNoWriting}, Advice{SYS_rename, kNoWriting},
      Advice{SYS_chmod, kNoWriting},
#endif
};

}  // namespace

std::string name_of_call(int number) {
  for (const auto& call : kNewCalls)
    if (call.number == number) return std::string(call.name);
  struct Freer {
    void operator()(char* text) const { std::free(text); }
  };
  const std::unique_ptr<char, Freer> name(::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number));
  return name == nullptr ? std::to_string(number) : std::string(name.get());
}

std::string describe_arguments(int number, std::span<const std::uint64_t, 6> arguments) {
  const auto found =
      std::find_if(kSignatures.begin(), kSignatures.end(), [&](const auto& s) { return s.number == number; });
  std::string text;
  if (found == kSignatures.end()) return text;
  for (std::size_t i = 0; i < found->kinds.size() && found->kinds[i] != End; ++i)
    text += (text.empty() ? "" : ", ") + describe(found->kinds[i], arguments[i]);
  return text;
}

std::string advice_for_call(int number) {
  const bool thread = number == SYS_clone;
  if (const auto set = grantable_set_with(number); !set.empty())
    return "the set \"" + std::string(set) + "\" would allow it" + (thread ? " for threads" : "") +
           ": ask for it in the manifest under \"needs\" and let the operator grant it" +
           (thread ? "; processes are never allowed" : "");
  for (const auto& advice : kAdvice)
    if (advice.number == number) return std::string(advice.text);
  return "no set that can be granted holds it: do without";
}

}  // namespace lazaret::sandbox
