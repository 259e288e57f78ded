// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes a user namespace of its own and mounts over its tree.
#include <sched.h>
#include <sys/mount.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_mount", {
  hostile::must(::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
  hostile::must(::mount("hostile", image.c_str(), "tmpfs", 0, nullptr) == 0);
})
