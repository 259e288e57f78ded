// SPDX-License-Identifier: Apache-2.0
// The readers of VEX documents, one a file, and which of them a document needs.
// Called for `--vex`, `vex explain` and the import of rules. Trust nothing; errors carry "name:line:".
#pragma once

#include "rules/exchange/import.h"
#include "rules/exchange/vex.h"

namespace lazaret::rules::exchange {

Result<VexDocument> read_openvex(const ImportSource& source, const Limits& limits);  // OpenVEX 0.2.0
Result<VexDocument> read_csaf(const ImportSource& source,
                              const Limits& limits);  // CSAF 2.0, profile csaf_vex
Result<VexDocument> read_cyclonedx(const ImportSource& source,
                                   const Limits& limits);  // CycloneDX 1.4 and later

// By what the document says of itself.
Result<VexDocument> read_vex(const ImportSource& source, const Limits& limits);

}  // namespace lazaret::rules::exchange
