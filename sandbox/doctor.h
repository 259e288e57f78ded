// SPDX-License-Identifier: Apache-2.0
// What `lazaret doctor` prints: each layer of the jail, whether it is there, and what to do where it is not.
// Called by core/cli with the status of probe_sandbox or JailRunner::status.
#pragma once

#include <string>
#include <vector>

#include "sandbox/jail_runner.h"

namespace lazaret::sandbox {

struct DoctorLine {
  std::string layer;
  std::string state;       // "there", "missing", "broken"
  std::string detail;      // what was found
  std::string what_to_do;  // empty when there
};

std::vector<DoctorLine> doctor_lines(const SandboxStatus& status);

}  // namespace lazaret::sandbox
