// SPDX-License-Identifier: Apache-2.0
// Reports that are read back: any text gives a report or an error, and what was read is written and read
// again alike.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/report/json_reader.h"
#include "core/report/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const auto report = report::read_json(as_text(std::as_bytes(std::span(data, size))), "input");
  if (!report) return 0;
  const auto write = report::find_format("json")->write;
  const std::string once = write(report.value(), {});
  const auto again = report::read_json(once, "again");
  if (!again || write(again.value(), {}) != once) std::abort();
  return 0;
}
