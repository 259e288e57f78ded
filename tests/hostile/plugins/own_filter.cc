// SPDX-License-Identifier: Apache-2.0
// Hostile detector: adds a filter of its own.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("own_filter", {
  sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  const sock_fprog program{1, &allow};
  long loaded = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  if (loaded != 0 && errno == EACCES && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    loaded = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  hostile::must(loaded == 0);
})
