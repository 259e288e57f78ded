// SPDX-License-Identifier: Apache-2.0
// One suppression on its way from another format into rules/v1, and how a list of them becomes a rules file.
// Made by the importers, written by import.cc. Trusts nothing: every text is quoted as YAML wants it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace lazaret::rules::exchange {

// What the source does not say, and the operator must.
struct ImportOptions {
  std::string owner;  // of every rule whose source names none
  std::string until;  // end of every suppression without one; rules/v1 knows no suppression without end …
  std::string approved_by;  // … but one that somebody approved for good
  std::string layer = "global";
  std::string registry;    // scope of the whole file; empty: any
  std::string repository;  // likewise, a glob
  std::string id_prefix;   // in place of the format's own ("TRIVY")
};

struct RuleDraft {
  int line = 0;                          // of the source
  std::string name;                      // what the id is made of: usually the vulnerability
  Json::Object match;                    // in the order in which it is written; never empty
  std::string status = "accepted_risk";  // rules/v1 S10
  std::string justification;             // with not_affected: one of the five of OpenVEX
  std::string reason;
  std::string owner;        // empty: of the options
  std::string until;        // empty: of the options
  std::string approved_by;  // of a suppression without end; empty: of the options
  bool scoped = false;      // the source narrows it to images that only the options can name
};

// Something of the source that Lazaret's rules cannot say. A suppression that would hide more without it was
// left out as a whole.
struct Loss {
  int line = 0;
  std::string what;
};

struct Drafts {
  std::vector<RuleDraft> rules;
  std::vector<Loss> losses;
};

// The file's text. `source` stands in comments. Errors: no owner, no end and nobody who approved, a bad date.
// Drafts that are `scoped` where the options name no scope are the caller's to leave out.
Result<std::string> write_rules(const std::vector<RuleDraft>& drafts, const ImportOptions& options,
                                std::string_view id_prefix, std::string_view source);

// One text, or the list of them where there are several.
Json one_or_list(const std::vector<std::string>& values);

}  // namespace lazaret::rules::exchange
