// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"
#include "rules/exchange/export.h"

namespace lazaret::rules::exchange {
namespace {

void write_result(JsonWriter& out, const Suppression& s) {
  out.begin_object().key("ruleId").value(s.vulnerability.empty() ? s.id : s.vulnerability);
  out.key("message").begin_object().key("text").value(s.status + ": " + s.reason).end_object();
  out.key("locations").begin_array().begin_object().key("logicalLocations").begin_array();
  for (const auto* name : {&s.image, &s.purl})
    if (!name->empty())
      out.begin_object().key("fullyQualifiedName").value(*name).key("kind").value("module").end_object();
  out.end_array().end_object().end_array();
  out.key("suppressions").begin_array().begin_object();
  out.key("kind").value("external").key("status").value("accepted").key("justification").value(s.reason);
  out.key("properties").begin_object().key("rule").value(s.id).key("owner").value(s.owner);
  out.key("until").value_or_null(s.until ? format_instant(*s.until) : "").end_object();
  out.end_object().end_array().end_object();
}

}  // namespace

Export export_sarif(const std::vector<Suppression>& suppressions, const ExportOptions& options) {
  Export result;
  JsonWriter out(JsonWriter::Style::Indented);
  out.begin_object()
      .key("$schema")
      .value("https://json.schemastore.org/sarif-2.1.0.json")
      .key("version")
      .value("2.1.0");
  out.key("runs").begin_array().begin_object().key("tool").begin_object().key("driver").begin_object();
  out.key("name").value("lazaret").key("version").value(LAZARET_VERSION).end_object().end_object();
  out.key("results").begin_array();
  for (std::size_t i = 0; i < suppressions.size(); ++i) {
    if (suppressions[i].until && *suppressions[i].until <= options.at)
      result.losses.push_back({static_cast<int>(i), suppressions[i].id + " has ended"});
    else
      write_result(out, suppressions[i]);
  }
  out.end_array().end_object().end_array().end_object();
  result.text = out.take() + "\n";
  return result;
}

}  // namespace lazaret::rules::exchange
