// SPDX-License-Identifier: Apache-2.0
#include "core/report/writer.h"

#include <algorithm>
#include <array>

#include "core/report/formats.h"

namespace lazaret::report {

std::span<const Format> formats() {
  static constexpr std::array kFormats{
      Format{"table", write_table},
      Format{"json", write_json},
  };
  return kFormats;
}

const Format* find_format(std::string_view name) {
  const auto all = formats();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Format& format) { return format.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace lazaret::report
