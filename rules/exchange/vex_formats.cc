// SPDX-License-Identifier: Apache-2.0
// Which reader a VEX document needs: the table, by the member that only that format has.
// Called for `--vex` and `vex explain`. Trusts nothing: the reader checks again.
#include "rules/exchange/vex_formats.h"

#include "rules/exchange/source_readers.h"

namespace lazaret::rules::exchange {
namespace {

struct VexFormat {
  std::string_view member;  // of the outermost object
  Result<VexDocument> (*read)(const ImportSource& source, const Limits& limits);
};

constexpr VexFormat kFormats[] = {
    {"@context", read_openvex}, {"bomFormat", read_cyclonedx}, {"document", read_csaf}};

}  // namespace

Result<VexDocument> read_vex(const ImportSource& source, const Limits& limits) {
  const auto root = TRY(read_json_source(source.text, source.name, limits));
  for (const auto& format : kFormats)
    if (root.find(format.member) != nullptr) return format.read(source, limits);
  return Source(source.name).error(1, "no VEX document: neither OpenVEX nor CSAF nor CycloneDX");
}

}  // namespace lazaret::rules::exchange
