// SPDX-License-Identifier: Apache-2.0
// System calls for people: names, decoded arguments, and what a plugin's author is to do instead. Tables.
// Called by the supervisor for violations, and by tests for names. Arguments are the kernel's copy of
// registers; what a pointer points at is never read: it is the worker's to change.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lazaret::sandbox {

// "connect", or the number as text for one without a name here.
std::string name_of_call(int number);
// "AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0"; pointers are "..."; empty where the call is not in the table.
std::string describe_arguments(int number, std::span<const std::uint64_t, 6> arguments);
// One clause: the set that would allow it and how to ask for it, or what to do instead.
std::string advice_for_call(int number);

}  // namespace lazaret::sandbox
