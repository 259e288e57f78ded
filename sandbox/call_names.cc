// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call_names.h"

#include <seccomp.h>

#include <cstdlib>
#include <memory>

namespace lazaret::sandbox {

std::string describe_call(int number) {
  struct Freer {
    void operator()(char* text) const { std::free(text); }
  };
  const std::unique_ptr<char, Freer> name(::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number));
  if (name == nullptr) return std::to_string(number);
  return std::string(name.get()) + " (" + std::to_string(number) + ")";
}

}  // namespace lazaret::sandbox
