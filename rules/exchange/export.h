// SPDX-License-Identifier: Apache-2.0
// Suppressions in formats that other tools read: OpenVEX, and SARIF's suppressions.
// Called by `lazaret rules export`. Writes what it is given; texts are escaped as JSON wants it. What a
// format cannot say is listed. Equal input gives equal bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "rules/exchange/rule_draft.h"

namespace lazaret::rules::exchange {

struct Suppression {
  std::string id;  // of the rule
  std::string vulnerability;
  std::vector<std::string> aliases;
  std::string image;   // its package URL, or "sha256:…" of its manifest; empty: any
  std::string purl;    // of the package; empty: any
  std::string status;  // rules/v1 S10
  std::string justification;
  std::string reason;
  std::optional<Instant> until;  // nothing: permanent
  std::string owner;
};

struct ExportOptions {
  std::string id;  // an IRI that names the document
  std::string author;
  Instant at;
};

struct Export {
  std::string text;
  std::vector<Loss> losses;  // line: the index of the suppression
};

// Expired suppressions (until <= at) are left out, and listed. Source: OpenVEX 0.2.0.
Export export_openvex(const std::vector<Suppression>& suppressions, const ExportOptions& options);
// A run without rules whose results are the suppressed ones. Source: SARIF 2.1.0, 3.27.23 and 3.35.
Export export_sarif(const std::vector<Suppression>& suppressions, const ExportOptions& options);

}  // namespace lazaret::rules::exchange
