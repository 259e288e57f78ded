// SPDX-License-Identifier: Apache-2.0
// Names of system calls for messages about violations. The libraries' tables lag behind kernels; this one
// falls back to the number. Called by the jail runner.
#pragma once

#include <string>

namespace lazaret::sandbox {

// "connect (42)", or "437" for one without a name here.
std::string describe_call(int number);

}  // namespace lazaret::sandbox
