// SPDX-License-Identifier: Apache-2.0
// From an opened image to its inventory: from the cache when the same content was looked at by the same
// plugins, else unpack, merge, detect. Called by the scanner. Keys are made of verified digests only.
#pragma once

#include "core/scan/inventory.h"
#include "core/scan/scanner.h"

namespace lazaret::scan {

Result<Inventory> take_inventory(const ScanRequest& request, const Services& services, source::Image& image);

}  // namespace lazaret::scan
