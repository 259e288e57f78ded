// SPDX-License-Identifier: Apache-2.0
// What hostile detectors have in common: a body, a manifest, and how a refused attack is told.
// Included by each file of this folder.
#pragma once

#include <cerrno>
#include <cstring>
#include <lazaret/plugin.hpp>
#include <stdexcept>

namespace hostile {

// Ends the scan with the name of errno, unless the attack worked.
inline void must(bool attack_worked) {
  if (!attack_worked) throw std::runtime_error(::strerrorname_np(errno));
}

}  // namespace hostile

#define HOSTILE_MANIFEST                                                              \
  "\"name\": \"hostile\", \"license\": \"Apache-2.0\", \"description\": \"hostile\"," \
  "\"emits\": [\"gap\"], \"ecosystems\": [],"                                         \
  "\"files\": [{\"paths\": [\"**\"], \"max_bytes\": 4096}]"

// HOSTILE("id", { body }): the body is the scan; returning from it says that the attack worked.
#define HOSTILE(id, ...)                                 \
  namespace {                                            \
  struct Hostile {                                       \
    void scan(lazaret::plugin::Context&) { __VA_ARGS__ } \
  };                                                     \
  }                                                      \
  LAZARET_PLUGIN(Hostile, id, "1.0.0", HOSTILE_MANIFEST)
