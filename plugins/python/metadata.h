// SPDX-License-Identifier: Apache-2.0
// The headers of an installed Python distribution: METADATA of a wheel, PKG-INFO of an egg.
// Called by the detector; the text is hostile: read in one pass, up to the first empty line.
// Source: packaging.python.org, "Core metadata specifications".
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::python {

struct Metadata {
  std::string name;  // as written; the matcher normalises it (PEP 503)
  std::string version;
  std::string license;  // License-Expression, else the first line of License
};

// An error when Name or Version is missing.
Result<Metadata> parse_metadata(std::string_view text);

}  // namespace lazaret::python
