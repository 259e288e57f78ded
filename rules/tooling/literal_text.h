// SPDX-License-Identifier: Apache-2.0
// Conditions and values as text: for people (explain), and as keys by which conditions are compared (lint).
// Called by this folder. Texts come from rules and images: printers escape.
#pragma once

#include <string>

#include "rules/syntax.h"

namespace lazaret::rules {

std::string text_of(const Literal& literal);
std::string text_of(const Value& value);          // "absent" where it is
std::string text_of(const Test& test);            // "gte high", "in [a, b]"
std::string text_of(const Condition& condition);  // whole, on one line; equal conditions have equal texts

}  // namespace lazaret::rules
