// SPDX-License-Identifier: Apache-2.0
// What other scanners ignore, as Lazaret's rules. One file a format, one line each in the table of import.cc.
// Called by `lazaret rules import` and by whoever reads VEX. Trusts nothing: the files come from
// repositories; what is wrong in them is an error with its line, what Lazaret cannot say is listed, nothing
// is dropped.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/exchange/rule_draft.h"

namespace lazaret::rules::exchange {

struct ImportSource {
  std::string_view text;
  std::string_view name;  // of the file, in errors and comments
};

struct ImportFormat {
  std::string_view name;       // "trivyignore"
  std::string_view id_prefix;  // "TRIVY"
  std::string_view about;      // for --help
  Result<Drafts> (*read)(const ImportSource& source, const Limits& limits);
};

std::span<const ImportFormat> import_formats();

struct Import {
  std::string yaml;  // a whole *.rules.yaml
  std::size_t rules = 0;
  std::vector<Loss> losses;
};

// Errors: an unknown format (with the nearest name), a bad source, a missing option.
Result<Import> import_rules(std::string_view format, const ImportSource& source, const ImportOptions& options,
                            const Limits& limits);

}  // namespace lazaret::rules::exchange
