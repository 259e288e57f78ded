// SPDX-License-Identifier: Apache-2.0
// The six actions of a rule, each with its own keys and checks. Called by rules/read_rule.cc.
#pragma once

#include "rules/reader.h"

namespace lazaret::rules {

// Each returns nothing where it reported a problem.
std::optional<Suppress> read_suppress(const YamlNode& node, const std::string& default_owner,
                                      const Reporter& reporter);
std::optional<Protect> read_protect(const YamlNode& node, const Reporter& reporter);
std::optional<Reclassify> read_reclassify(const YamlNode& node, const Reporter& reporter);
std::optional<TagAction> read_tag(const YamlNode& node, const Reporter& reporter);
std::optional<Route> read_route(const YamlNode& node, const Reporter& reporter);
std::optional<Gate> read_gate(const YamlNode& node, const Reporter& reporter);

}  // namespace lazaret::rules
