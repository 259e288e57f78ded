// SPDX-License-Identifier: Apache-2.0
// Hostile detector: loads a shared object that the image brought.
#include <dlfcn.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_load", {
  if (::dlopen((image + "/opt/app/evil.so").c_str(), RTLD_NOW) == nullptr)
    throw std::runtime_error(::dlerror());
})
