// SPDX-License-Identifier: Apache-2.0
// An rpm database of any of the three formats, told apart by content: the packages in it.
// Called by the detector and by the tests that compare with rpm's own list. The bytes are hostile.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "plugins/rpm/blob_sink.h"
#include "plugins/rpm/header.h"

namespace lazaret::rpm {

// Gives `use` each package (not the keys of "gpg-pubkey") with its header; the views end with the call.
// An error means that the file could not be read to its end; `problem` hears of what was left out before.
Result<void> read_packages(Bytes file, const std::function<void(const Package&, const Header&)>& use,
                           const std::function<void(std::string)>& problem);

}  // namespace lazaret::rpm
