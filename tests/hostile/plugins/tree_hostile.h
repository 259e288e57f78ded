// SPDX-License-Identifier: Apache-2.0
// What hostile detectors with a tree have in common: a manifest that needs one, and its path.
// Included by the files tree_*.cc of this folder.
#pragma once

#include <cerrno>
#include <cstring>
#include <lazaret/plugin.hpp>
#include <stdexcept>
#include <string>

namespace hostile {

// Ends the scan with the name of errno, unless the attack worked.
inline void must(bool attack_worked) {
  if (!attack_worked) throw std::runtime_error(::strerrorname_np(errno));
}

}  // namespace hostile

#define TREE_MANIFEST                                                                 \
  "\"name\": \"hostile\", \"license\": \"Apache-2.0\", \"description\": \"hostile\"," \
  "\"emits\": [\"gap\"], \"ecosystems\": [], \"needs\": {\"tree\": true},"            \
  "\"files\": [{\"paths\": [\"opt/app/**\", \"etc/os-release\"], \"max_bytes\": 1048576}]"

// TREE_HOSTILE("id", { body }): the body is the scan, and returning from it says that the attack worked;
// `image` is the path of the tree, without a slash at its end.
#define TREE_HOSTILE(id, ...)                                 \
  namespace {                                                 \
  struct Hostile {                                            \
    void scan(lazaret::plugin::Context& context) {            \
      const std::string image(context.image_path());          \
      if (image.empty()) throw std::runtime_error("no tree"); \
      __VA_ARGS__                                             \
    }                                                         \
  };                                                          \
  }                                                           \
  LAZARET_PLUGIN(Hostile, id, "1.0.0", TREE_MANIFEST)
