// SPDX-License-Identifier: Apache-2.0
#include "core/report/decision_json.h"

#include "core/report/json_fields.h"

namespace lazaret::report {
namespace {

void write_place(JsonWriter& json, const std::string& rule, const std::string& file, int line) {
  write_text(json, "rule", rule);
  write_text(json, "file", file);
  json.key("line").value(std::int64_t{line});
}

void write_route(JsonWriter& json, const RouteOutcome& route) {
  write_text(json, "target", route.target);
  write_text(json, "rule", route.rule);
  write_texts(json, "dedupe_by", route.dedupe_by);
}

void write_gate(JsonWriter& json, const GateOutcome& gate) {
  write_text(json, "name", gate.name);
  json.key("result").value(to_string(gate.result));
  write_text(json, "rule", gate.rule);
  write_text(json, "message", gate.message);
}

void write_counted_gate(JsonWriter& json, const GateOutcome& gate) {
  write_gate(json, gate);
  json.key("findings").value(gate.findings);
}

void write_rule(JsonWriter& json, const RuleOutcome& said) {
  write_place(json, said.rule, said.file, said.line);
  write_text(json, "phase", said.phase);
  write_text(json, "outcome", said.outcome);
}

void write_file(JsonWriter& json, const RuleFileInfo& file) {
  write_text(json, "path", file.path);
  write_text(json, "layer", file.layer);
  json.key("rules").value(file.rules);
  json.key("gates").value(file.gates);
}

void write_suppression(JsonWriter& json, const SuppressionInfo& rule) {
  write_place(json, rule.rule, rule.file, rule.line);
  write_text(json, "status", rule.status);
  write_text(json, "justification", rule.justification);
  write_text(json, "reason", rule.reason);
  write_text(json, "owner", rule.owner);
  write_text(json, "ticket", rule.ticket);
  write_text(json, "until", rule.until);
  write_text(json, "approved_by", rule.approved_by);
  json.key("findings").value(rule.findings);
}

}  // namespace

void write_decision(JsonWriter& json, const std::optional<Decision>& decision) {
  json.key("decision");
  if (!decision) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("severity").value(to_string(decision->severity));
  write_texts(json, "tags", decision->tags);
  write_text(json, "suppressed_by", decision->suppressed_by);
  write_list(json, "routes", decision->routes, write_route);
  write_list(json, "gates", decision->gates, write_gate);
  write_list(json, "rules", decision->rules, write_rule);
  json.end_object();
}

void write_ruleset(JsonWriter& json, const std::optional<RulesetInfo>& ruleset) {
  json.key("ruleset");
  if (!ruleset) {
    json.null();
    return;
  }
  json.begin_object();
  write_text(json, "id", ruleset->id);
  write_list(json, "files", ruleset->files, write_file);
  write_list(json, "suppressions", ruleset->suppressions, write_suppression);
  write_list(json, "gates", ruleset->gates, write_counted_gate);
  json.end_object();
}

}  // namespace lazaret::report
