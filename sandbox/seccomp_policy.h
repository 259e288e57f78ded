// SPDX-License-Identifier: Apache-2.0
// Policies as lists of named sets (call_sets.h), and the filter programs made of them.
// Called by confinement.cc inside the worker, by the supervisor for a policy's digest, and by tests, which
// run the programs over every call in user space. What is in no set of the policy is told to the supervisor,
// which ends the worker; where the kernel has no listener for us it is killed on the spot.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "sandbox/call_sets.h"

namespace lazaret::sandbox {

// Tree: what writes /image, before the detector begins.
enum class PolicyName : std::uint8_t { Unpack, Detect, Tree };

struct Policy {
  PolicyName name = PolicyName::Unpack;
  bool threads = false;  // the set of that name was granted
  bool tree = false;     // likewise
};

enum class Unlisted : std::uint8_t { Tell, Kill };

// The sets of a policy; no call is in two of them.
std::vector<CallSet> sets_of(const Policy& policy);

// The program for seccomp(2): foreign architectures and x32 are killed first. `process` may signal itself:
// abort(); 0 stands for any, for tables and digests.
std::vector<sock_filter> build_filter(const Policy& policy, int process, Unlisted unlisted);
// The init process of a jail: it waits for one child and says how that ended.
std::vector<sock_filter> build_init_filter();

}  // namespace lazaret::sandbox
