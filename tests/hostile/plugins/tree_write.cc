// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes to a file of its tree.
#include <fcntl.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_write", { hostile::must(::open((image + "/opt/app/hello.txt").c_str(), O_WRONLY) >= 0); })
