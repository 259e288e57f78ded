// SPDX-License-Identifier: Apache-2.0
// Image configurations: any text gives a value or an error, and each diff id has exactly one step.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/image/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  Limits limits;
  limits.layers = 8;
  const auto config = image::parse_config(as_text(std::as_bytes(std::span(data, size))), "input", limits);
  if (config && (config->diff_ids.size() > 8 || config->created_by.size() != config->diff_ids.size()))
    std::abort();
  return 0;
}
