// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/json.h"
#include "rules/exchange/export.h"

namespace lazaret::rules::exchange {
namespace {

// What the reader of a VEX needs beside the status; OpenVEX has no end of a statement.
std::string words(const Suppression& s) {
  std::string out = s.reason;
  if (!s.owner.empty()) out += " (owner " + s.owner + ")";
  if (s.until) out += " (until " + format_instant(*s.until) + ")";
  return out;
}

// not_affected says that nothing can happen: only for a suppression that says so too. Risk that somebody
// accepted is affected, with what is done about it.
bool is_not_affected(const Suppression& s) {
  constexpr std::string_view kStatuses[] = {"not_affected", "false_positive", "not_applicable", "mitigated"};
  return std::find(std::begin(kStatuses), std::end(kStatuses), s.status) != std::end(kStatuses);
}

void write_status(JsonWriter& out, const Suppression& s) {
  if (!is_not_affected(s)) {
    out.key("status").value("affected").key("action_statement").value(s.status + ": " + words(s));
    return;
  }
  out.key("status").value("not_affected");
  const auto justification =
      s.status == "mitigated" ? std::string("inline_mitigations_already_exist") : s.justification;
  if (!justification.empty()) out.key("justification").value(justification);
  out.key("impact_statement").value(words(s));
}

void write_product(JsonWriter& out, const Suppression& s) {
  constexpr std::string_view kDigest = "sha256:";
  out.begin_object().key("@id").value(s.image.empty() ? s.purl : s.image);
  if (s.image.starts_with(kDigest))
    out.key("hashes").begin_object().key("sha-256").value(s.image.substr(kDigest.size())).end_object();
  if (!s.image.empty() && !s.purl.empty()) {
    out.key("subcomponents").begin_array();
    out.begin_object().key("@id").value(s.purl).end_object();
    out.end_array();
  }
  out.end_object();
}

void write_statement(JsonWriter& out, const Suppression& s) {
  out.begin_object().key("vulnerability").begin_object().key("name").value(s.vulnerability);
  if (!s.aliases.empty()) {
    out.key("aliases").begin_array();
    for (const auto& alias : s.aliases) out.value(alias);
    out.end_array();
  }
  out.end_object().key("products").begin_array();
  write_product(out, s);
  out.end_array();
  write_status(out, s);
  out.key("status_notes").value("rule " + s.id).end_object();
}

std::string problem_of(const Suppression& s, Instant at) {
  if (s.vulnerability.empty()) return "names no vulnerability";
  if (s.image.empty() && s.purl.empty()) return "names no product: neither an image nor a package";
  if (s.until && *s.until <= at) return "has ended";
  return {};
}

}  // namespace

Export export_openvex(const std::vector<Suppression>& suppressions, const ExportOptions& options) {
  Export result;
  JsonWriter out(JsonWriter::Style::Indented);
  out.begin_object().key("@context").value("https://openvex.dev/ns/v0.2.0").key("@id").value(options.id);
  out.key("author").value(options.author).key("timestamp").value(format_instant(options.at));
  out.key("version").value(std::uint64_t{1}).key("tooling").value("lazaret/" LAZARET_VERSION);
  out.key("statements").begin_array();
  for (std::size_t i = 0; i < suppressions.size(); ++i) {
    const auto problem = problem_of(suppressions[i], options.at);
    if (problem.empty())
      write_statement(out, suppressions[i]);
    else
      result.losses.push_back({static_cast<int>(i), suppressions[i].id + " " + problem});
  }
  out.end_array().end_object();
  result.text = out.take() + "\n";
  return result;
}

}  // namespace lazaret::rules::exchange
