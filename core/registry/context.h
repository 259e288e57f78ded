// SPDX-License-Identifier: Apache-2.0
// What all requests of one scan share: connections, the user's settings, limits, and where notes go.
// Made by the registry source; lives as long as its image. Trusts nothing itself.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/limits.h"
#include "core/registry/settings.h"
#include "core/registry/transport.h"

namespace lazaret::registry {

// For people; may hold text of a server, which whoever prints it escapes. May be called from several threads.
using Note = std::function<void(const std::string&)>;

struct Context {
  Context(Settings the_settings, const Limits& the_limits, Note the_note)
      : settings(std::move(the_settings)), limits(the_limits), note(std::move(the_note)), transport(limits) {}

  const Settings settings;
  const Limits limits;
  const Note note;
  Transport transport;
};

}  // namespace lazaret::registry
