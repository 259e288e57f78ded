// SPDX-License-Identifier: Apache-2.0
// The JSON Schema (2020-12) of rule files, for editors, made from the tables that the loader reads by.
// Called by `lazaret rules schema`. It says what has which shape; what needs the whole set (ids, names of
// lists and macros, patterns, phases) is the loader's to say.
#pragma once

#include <string>

namespace lazaret::rules {

std::string rules_schema();  // indented, ends with a newline; equal bytes every time

}  // namespace lazaret::rules
