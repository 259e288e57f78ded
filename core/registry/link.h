// SPDX-License-Identifier: Apache-2.0
// The next page of a list: the Link header, read. Called by the referrers client. Hostile: only a target with
// rel="next" counts, and whether it may be followed is the caller's to say. Source: RFC 8288 section 3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lazaret::registry {

// The target of the first link with rel "next"; nothing where there is none or the header is malformed.
std::optional<std::string> next_link(std::string_view header);

}  // namespace lazaret::registry
