// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks for nothing that Landlock leaves: lists the directories beside its tree.
#include <dirent.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_hide", { hostile::must(::opendir((image + "/..").c_str()) != nullptr); })
