// SPDX-License-Identifier: Apache-2.0
// What this machine can do: each layer of the jail tried in a throw-away child, not looked up.
// Called by launcher_main before it enters a template.
#pragma once

#include <string>
#include <vector>

#include "sandbox/jail_template.h"

namespace lazaret::sandbox {

struct ProbedLayer {
  std::string name;
  std::string state;  // "there", "missing", "broken"
  std::string detail;
};

struct Probe {
  bool full = false;            // namespaces, root, seccomp
  bool degraded_floor = false;  // Landlock ABI >= 6 and seccomp
  std::vector<ProbedLayer> layers;
};
Probe probe_machine(const WorkerProgram& program);

}  // namespace lazaret::sandbox
