// SPDX-License-Identifier: Apache-2.0
// The VersionOrder of what core/package/purl_type.h knows. Called by whoever makes an evaluator.
#pragma once

#include "rules/version_range.h"

namespace lazaret::rules {

VersionOrder package_version_order();

}  // namespace lazaret::rules
