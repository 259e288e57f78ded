// SPDX-License-Identifier: Apache-2.0
// Suppressions written as OpenVEX and SARIF: kept outputs, what cannot be said, and the way back.
#include "rules/exchange/export.h"

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "rules/exchange/vex_formats.h"
#include "tests/support/golden.h"

namespace lazaret::rules::exchange {
namespace {

ExportOptions options() { return {"https://example.com/vex/1", "secops", {1'790'000'000}}; }

std::vector<Suppression> suppressions() {
  return {
      {.id = "PAY-1",
       .vulnerability = "CVE-2023-45853",
       .aliases = {"GHSA-mq29-j5xf-cjwr"},
       .image = "pkg:oci/api?repository_url=registry.example.com/payments/api",
       .purl = "pkg:deb/debian/zlib1g",
       .status = "not_affected",
       .justification = "vulnerable_code_not_in_execute_path",
       .reason = "minizip is not built",
       .until = Instant{1'800'000'000},
       .owner = "team-payments"},
      {.id = "PAY-2",
       .vulnerability = "CVE-2022-0001",
       .purl = "pkg:npm/a@1",
       .status = "accepted_risk",
       .reason = "low, \"no fix\"\n\x1b[31m",
       .owner = "secops"},
      {.id = "PAY-3",
       .vulnerability = "CVE-2022-0002",
       .image = "pkg:oci/web",
       .status = "mitigated",
       .reason = "seccomp",
       .owner = "secops"},
      {.id = "PAY-4",
       .vulnerability = "CVE-2022-0003",
       .purl = "pkg:npm/b",
       .status = "false_positive",
       .reason = "ended",
       .until = Instant{1'790'000'000},
       .owner = "secops"},
      {.id = "PAY-5", .status = "accepted_risk", .reason = "below medium", .owner = "secops"},
      {.id = "PAY-6",
       .vulnerability = "CVE-2022-0004",
       .status = "wont_fix",
       .reason = "r",
       .owner = "secops"},
  };
}

std::string losses_of(const Export& exported) {
  std::string out;
  for (const auto& loss : exported.losses) out += std::to_string(loss.line) + ": " + loss.what + "\n";
  return out;
}

TEST(ExportOpenVex, Kept) {
  const auto exported = export_openvex(suppressions(), options());
  support::expect_golden("rules/export/openvex.json", exported.text);
  EXPECT_EQ(losses_of(exported),
            "3: PAY-4 has ended\n4: PAY-5 names no vulnerability\n"
            "5: PAY-6 names no product: neither an image nor a package\n");
}

TEST(ExportOpenVex, ReadsBack) {
  const auto exported = export_openvex(suppressions(), options());
  const auto read = read_vex({exported.text, "f"}, {});
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->statements.size(), 3u);
  EXPECT_EQ(read->author, "secops");
  EXPECT_EQ(read->statements[0].status, VexStatus::NotAffected);
  EXPECT_EQ(read->statements[0].subcomponent->purl, "pkg:deb/debian/zlib1g");
  EXPECT_EQ(read->statements[0].aliases.size(), 1u);
  EXPECT_EQ(read->statements[1].status, VexStatus::Affected);  // an accepted risk is a risk
  EXPECT_EQ(read->statements[2].justification, "inline_mitigations_already_exist");
}

TEST(ExportSarif, Kept) {
  const auto exported = export_sarif(suppressions(), options());
  support::expect_golden("rules/export/sarif.json", exported.text);
  EXPECT_EQ(losses_of(exported), "3: PAY-4 has ended\n");
  EXPECT_TRUE(parse_json(exported.text, "sarif").has_value());
}

}  // namespace
}  // namespace lazaret::rules::exchange
