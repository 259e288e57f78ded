// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a directory in its tree.
#include <sys/stat.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_create", { hostile::must(::mkdir((image + "/opt/app/new").c_str(), 0700) == 0); })
