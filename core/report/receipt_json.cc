// SPDX-License-Identifier: Apache-2.0
#include "core/report/receipt_json.h"

#include "core/report/json_fields.h"

namespace lazaret::report {
namespace {

void write_kernel(JsonWriter& json, const std::optional<KernelFacts>& facts) {
  json.key("kernel");
  if (!facts) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("seccomp").value(std::uint64_t{facts->seccomp});
  json.key("filters").value(std::uint64_t{facts->filters});
  json.key("no_new_privileges").value(facts->no_new_privileges);
  write_text(json, "bounding_set", facts->bounding_set);
  write_text(json, "effective_set", facts->effective_set);
  write_texts(json, "namespaces", facts->namespaces);
  json.end_object();
}

void write_limits(JsonWriter& json, const RunLimits& limits) {
  json.key("limits").begin_object();
  json.key("memory_bytes").value(limits.memory_bytes);
  write_text(json, "memory_by", limits.memory_by);
  json.key("cpu_seconds").value(limits.cpu_seconds);
  json.key("wall_seconds").value(limits.wall_seconds);
  json.key("processes").value(limits.processes);
  json.key("descriptors").value(limits.descriptors);
  json.key("file_bytes").value(limits.file_bytes);
  json.key("output_bytes").value(limits.output_bytes);
  json.key("log_bytes").value(limits.log_bytes);
  json.end_object();
}

void write_used(JsonWriter& json, const Receipt& receipt, bool repeatable) {
  const auto measured = [&](std::string_view key, std::uint64_t number) {
    json.key(key);
    if (repeatable)
      json.null();
    else
      json.value(number);
  };
  json.key("used").begin_object();
  measured("output_bytes", receipt.output_bytes);
  measured("log_bytes", receipt.log_bytes);
  json.end_object();
}

void write_violation(JsonWriter& json, const std::optional<Violation>& violation) {
  json.key("violation");
  if (!violation) {
    json.null();
    return;
  }
  json.begin_object();
  write_text(json, "call", violation->call);
  json.key("number").value(violation->number);
  write_text(json, "arguments", violation->arguments);
  write_text(json, "from", violation->from);
  write_text(json, "caller", violation->caller);
  write_text(json, "phase", violation->phase);
  write_text(json, "advice", violation->advice);
  json.end_object();
}

}  // namespace

void write_receipt(JsonWriter& json, const Receipt& receipt, bool repeatable) {
  json.key("receipt").begin_object();
  write_text(json, "policy", receipt.policy);
  write_text(json, "policy_sha256", receipt.policy_sha256);
  write_text(json, "mode", receipt.mode);
  write_texts(json, "missing", receipt.missing);
  write_kernel(json, receipt.kernel);
  write_text(json, "violations_by", receipt.violations_by);
  write_limits(json, receipt.limits);
  write_used(json, receipt, repeatable);
  write_violation(json, receipt.violation);
  json.end_object();
}

}  // namespace lazaret::report
