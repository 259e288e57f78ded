// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a file of its tree writable.
#include <sys/stat.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_chmod", { hostile::must(::chmod((image + "/opt/app/hello.txt").c_str(), 0777) == 0); })
