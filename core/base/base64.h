// SPDX-License-Identifier: Apache-2.0
// Base64 with padding, as credentials are kept and sent. Called by core/registry. Trusts nothing: a letter
// outside the alphabet, wrong padding or a wrong length is an error. Source: RFC 4648, section 4.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret {

std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);

}  // namespace lazaret
