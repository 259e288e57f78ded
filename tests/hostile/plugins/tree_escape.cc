// SPDX-License-Identifier: Apache-2.0
// Hostile detector: leaves its tree through links that the image brought, and through "..".
#include <fcntl.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_escape", {
  const int directory = ::open(image.c_str(), O_PATH | O_DIRECTORY);
  const std::string up = "../../../../../../../../etc/passwd";
  const bool left = ::open((image + "/opt/app/passwd").c_str(), O_RDONLY) >= 0 ||
                    ::open((image + "/opt/app/up").c_str(), O_RDONLY) >= 0 ||
                    ::open((image + "/" + up).c_str(), O_RDONLY) >= 0 ||
                    ::openat(directory, up.c_str(), O_RDONLY) >= 0;
  hostile::must(left);
})
