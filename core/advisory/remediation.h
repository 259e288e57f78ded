// SPDX-License-Identifier: Apache-2.0
// The sentence that says what to do, with the command of that package manager.
// Called for each finding. Names and versions are text from the image and the feed: printed, never run, and
// quoted for a shell where they hold anything but the usual characters.
#pragma once

#include <string>

#include "core/model/report.h"

namespace lazaret::advisory {

// `family`: of the ecosystem, "SUSE".
std::string remediation_for(const Package& package, std::string_view family, FixState state,
                            const std::string& fixed);

}  // namespace lazaret::advisory
