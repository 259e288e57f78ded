// SPDX-License-Identifier: Apache-2.0
// Hostile detector: removes a file of its tree.
#include <unistd.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_unlink", { hostile::must(::unlink((image + "/opt/app/hello.txt").c_str()) == 0); })
