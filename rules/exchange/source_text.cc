// SPDX-License-Identifier: Apache-2.0
// What holds for every imported text before its syntax is looked at.
// Called by the readers and by the importers of line-based formats. Trusts nothing.
#include "core/base/text.h"
#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {

Result<void> check_source_text(std::string_view text, std::string_view name, const Limits& limits) {
  if (text.size() > limits.import_bytes)
    return make_error(ErrorCode::LimitExceeded, std::string(name) + ": " + std::to_string(text.size()) +
                                                    " bytes to import, the limit import_bytes is " +
                                                    std::to_string(limits.import_bytes));
  if (!is_valid_utf8(text)) return make_error(ErrorCode::InvalidInput, std::string(name) + ": not UTF-8");
  if (text.find('\0') != std::string_view::npos)
    return make_error(ErrorCode::InvalidInput, std::string(name) + ": holds a zero byte");
  return {};
}

}  // namespace lazaret::rules::exchange
