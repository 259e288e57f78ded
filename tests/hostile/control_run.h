// SPDX-License-Identifier: Apache-2.0
// Runs an attack without a jail, as somebody whom root would not make meaningless, and says what became of
// it. Called by the hostile suite before each jail.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/hostile/canaries.h"
#include "tests/hostile/cases.h"

namespace lazaret::sandbox {

uid_t control_user();  // nobody for root, else this user

struct ControlRun {
  std::string said;
  std::string end;       // for people
  bool worked = false;   // it said itself that the attack worked
  bool refused = false;  // it said that it did not
  bool hangs = false;
  bool stopped = false;
  bool dead() const { return !worked && !refused && !hangs && !stopped; }
};
// `variables`: of its environment, beside the test's own.
ControlRun run_control(const Canaries& canaries, Control control,
                       const std::vector<std::string>& variables = {});

}  // namespace lazaret::sandbox
