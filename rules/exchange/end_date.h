// SPDX-License-Identifier: Apache-2.0
// When an imported suppression ends, in Lazaret's meaning: a plain date includes the named day, up to 24:00Z.
// Called by the importers. Trusts nothing: a date that does not exist is an error.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::rules::exchange {

bool is_plain_date(std::string_view text);  // YYYY-MM-DD by shape

// For sources that stop at 00:00Z of the day they name (Trivy, OSV-Scanner): a plain date gives the day
// before it, an instant gives that instant in UTC.
Result<std::string> last_day_before(std::string_view text);
// For Lazaret's own options: a plain date or an instant with its offset, as it stands.
Result<std::string> checked_end(std::string_view text);

}  // namespace lazaret::rules::exchange
