// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of another scanner or a VEX document; the first byte picks the format. What becomes of
// them is an error with words, or rules that the loader reads without a problem, as many as were promised.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include "rules/exchange/import.h"
#include "rules/exchange/vex_explain.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"
#include "rules/load.h"

namespace {

using namespace lazaret;
using namespace lazaret::rules;

void check_loads(const exchange::Import& import, Layer layer) {
  const SourceFile file{"imported.rules.yaml", import.yaml, layer};
  LoadOptions options;
  options.max_suppress_days = 4'000'000;  // dates are the source's
  const auto outcome = load(std::span(&file, 1), Instant{1'790'000'000}, options);
  // A name of the source can be longer than a pattern may be: the loader says so.
  if (outcome.rules == nullptr && outcome.problems.at(0).code == Code::Limit) return;
  if (outcome.rules == nullptr)  // the problem helps whoever looks at the crash
    std::fprintf(stderr, "%s\n%s\n", format_problem(outcome.problems[0]).c_str(), import.yaml.c_str());
  LZ_ASSERT(outcome.rules != nullptr);
  LZ_ASSERT(outcome.rules->rules.size() == import.rules);
}

void check_vex(std::string_view text, const Limits& limits) {
  const auto document = exchange::read_vex({text, "f"}, limits);
  if (!document) return;
  const exchange::VexSubject subject{
      "CVE-2023-45853", {}, "pkg:deb/debian/zlib1g@1", "r", "a/b", "sha256:0", {"v1"}, "linux/amd64"};
  for (const auto& explained : exchange::explain_vex(document->statements, subject, true))
    LZ_ASSERT(explained.applies == explained.mismatch.empty());
  const auto import = exchange::vex_rules({*document}, "f", limits);
  if (import) check_loads(*import, Layer::Vex);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Limits limits;
  limits.vex_statements = 1000;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto formats = exchange::import_formats();
  exchange::ImportOptions options;
  options.owner = "owner";
  options.until = "2027-03-31";
  const auto import =
      exchange::import_rules(formats[data[0] % formats.size()].name, {text, "f"}, options, limits);
  LZ_ASSERT(import || import.error().message.starts_with("f"));
  if (import) check_loads(*import, Layer::Global);
  check_vex(text, limits);
  return 0;
}
