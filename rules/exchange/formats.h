// SPDX-License-Identifier: Apache-2.0
// The importers, one a file: import.cc's table names them all. Contracts: docs/reference/rules-import.md.
// Called through the table only. Trust nothing; errors carry "name:line:".
#pragma once

#include "rules/exchange/import.h"

namespace lazaret::rules::exchange {

Result<Drafts> read_trivyignore(const ImportSource& source, const Limits& limits);
Result<Drafts> read_trivyignore_yaml(const ImportSource& source, const Limits& limits);
Result<Drafts> read_grype(const ImportSource& source, const Limits& limits);
Result<Drafts> read_osv_scanner(const ImportSource& source, const Limits& limits);
Result<Drafts> read_azure(const ImportSource& source, const Limits& limits);

}  // namespace lazaret::rules::exchange
