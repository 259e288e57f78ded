// SPDX-License-Identifier: Apache-2.0
// Facts of a finding and its image by the names of rules/fields.h: the table beside that one, for writing.
// Called by the reader of test files. A unit test holds the two tables together.
#pragma once

#include <span>
#include <string_view>

#include "rules/facts.h"
#include "rules/reader.h"

namespace lazaret::rules {

struct Facts {
  FindingFacts finding;
  ImageFacts image;
};

// What can be written: every field but effective.*, which rules make.
std::span<const std::string_view> settable_fields();

// `entry`: "vuln.id: CVE-…"; null makes it absent. `of_image` says which of the two mappings it stands in.
// image.age is counted back from `at`. What is wrong is reported.
void set_fact(const YamlEntry& entry, bool of_image, Instant at, const Reporter& reporter, Facts& facts);

}  // namespace lazaret::rules
