// SPDX-License-Identifier: Apache-2.0
// How one job in a jail went, in one line for people: "ok, 76 records, 9 ms of CPU in 17 ms, 9.4 MiB".
// Called by the stages for Progress::note. Trusts nothing: whoever shows the text escapes it.
#pragma once

#include <string>

#include "core/model/report.h"

namespace lazaret::scan {

std::string job_words(const Run& run);

}  // namespace lazaret::scan
