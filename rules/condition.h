// SPDX-License-Identifier: Apache-2.0
// Whether a condition holds for a finding: true, false or unknown (S2, S15). Called by the evaluators and
// explain. Values come from images; conditions were checked by the loader.
#pragma once

#include <string>

#include "rules/syntax.h"

namespace lazaret::rules {

// S15: how a plain condition on image.tag reads. EveryTag in suppressions and down-grading reclassifications,
// else SomeTag; of an image without tags every such condition is unknown; under `not` the other one, so that
// the whole condition is still about every (or some) tag.
enum class TagReading : std::uint8_t { SomeTag, EveryTag };

Truth holds(const Condition& condition, const Subject& subject, TagReading reading,
            const VersionOrder& order);

// For a condition that is unknown: the leaf, the first in the order of the file, that leaves it unknown. Null
// where it is not unknown.
const Condition* first_unknown(const Condition& condition, const Subject& subject, TagReading reading,
                               const VersionOrder& order);
std::string field_name(const Condition& leaf);  // "image.labels.stage"

}  // namespace lazaret::rules
