// SPDX-License-Identifier: Apache-2.0
#include "rules/read_actions.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "rules/keys.h"

namespace lazaret::rules {
namespace {

// The value of a reader that may have reported something since `before`.
template <typename T>
std::optional<T> unless_problems(const Reporter& reporter, std::size_t before, T value) {
  return reporter.count() == before ? std::optional<T>(std::move(value)) : std::nullopt;
}

void check_suppress(const MapReader& map, const Suppress& suppress, const Reporter& reporter) {
  if (suppress.status == "not_affected" && !map.entry("justification"))
    reporter.add(Code::Suppression, map.span(), "status not_affected needs a justification");
  if (suppress.permanent && suppress.approved_by.empty() && !map.entry("approved_by"))
    reporter.add(Code::Suppression, map.span(), "a permanent suppression needs approved_by");
  if (!suppress.permanent && map.entry("approved_by") && !map.entry("permanent"))
    reporter.add(Code::Suppression, key_span(*map.entry("approved_by")),
                 "approved_by goes with permanent: true");
  if (suppress.owner.empty() && !map.entry("owner"))
    reporter.add(Code::Suppression, map.span(),
                 "a suppression needs an owner, here or in the file's defaults");
  if (!map.entry("reason")) reporter.add(Code::Suppression, map.span(), "a suppression needs a reason");
}

}  // namespace

std::optional<Suppress> read_suppress(const YamlNode& node, const std::string& default_owner,
                                      const Reporter& reporter) {
  const std::size_t before = reporter.count();
  const MapReader map(node, "suppress", kSuppressKeys, reporter);
  if (!map.is_map()) return std::nullopt;
  Suppress out;
  if (map.require("status")) out.status = map.word("status", kStatusWords).value_or("");
  out.justification = map.word("justification", kJustificationWords).value_or("");
  out.reason = map.text("reason").value_or("");
  out.owner = map.text("owner").value_or(default_owner);
  out.ticket = map.text("ticket").value_or("");
  out.permanent = map.flag("permanent", false);
  out.approved_by = map.text("approved_by").value_or("");
  check_suppress(map, out, reporter);
  return unless_problems(reporter, before, std::move(out));
}

std::optional<Protect> read_protect(const YamlNode& node, const Reporter& reporter) {
  const std::size_t before = reporter.count();
  const MapReader map(node, "protect", kProtectKeys, reporter);
  Protect out;
  out.reason = map.required_text("reason").value_or("");
  out.except = map.texts("except");
  return unless_problems(reporter, before, std::move(out));
}

std::optional<Reclassify> read_reclassify(const YamlNode& node, const Reporter& reporter) {
  const std::size_t before = reporter.count();
  const MapReader map(node, "reclassify", kReclassifyKeys, reporter);
  Reclassify out;
  // "unknown" is no severity to give: it would hide from every comparison.
  const auto known = std::span(kSeverityNames).subspan(1);
  if (const auto set = map.word("set", known)) out.to = *parse_severity(*set);
  if (const auto shift = map.integer("shift", -4, 4)) out.to = static_cast<int>(*shift);
  if (const auto from = map.word("from", kOpinionWords))
    out.to = static_cast<Opinion>(std::ranges::find(kOpinionWords, *from) - kOpinionWords.begin());
  if (map.is_map() && !!map.entry("set") + !!map.entry("shift") + !!map.entry("from") != 1)
    reporter.add(Code::BadValue, map.span(), "reclassify has exactly one of set, shift and from");
  out.final = map.flag("final", false);
  out.reason = map.text("reason").value_or("");
  return unless_problems(reporter, before, std::move(out));
}

std::optional<TagAction> read_tag(const YamlNode& node, const Reporter& reporter) {
  const std::size_t before = reporter.count();
  TagAction out{read_texts(node, "tag", reporter)};
  std::ranges::sort(out.tags);
  out.tags.erase(std::unique(out.tags.begin(), out.tags.end()), out.tags.end());
  return unless_problems(reporter, before, std::move(out));
}

std::optional<Route> read_route(const YamlNode& node, const Reporter& reporter) {
  const std::size_t before = reporter.count();
  const MapReader map(node, "route", kRouteKeys, reporter);
  Route out;
  if (map.require("to")) out.to = map.texts("to");
  if (const YamlEntry* by = map.entry("dedupe_by"))
    out.dedupe_by = read_texts(by->value, "dedupe_by", reporter);
  for (const std::string& name : out.dedupe_by)
    if (!find_field(name).field)
      reporter.add_near(Code::UnknownField, span_of(map.entry("dedupe_by")->value),
                        "there is no field \"" + name.substr(0, 100) + "\"", name, field_names());
  out.include_suppressed = map.flag("include_suppressed", false);
  return unless_problems(reporter, before, std::move(out));
}

std::optional<Gate> read_gate(const YamlNode& node, const Reporter& reporter) {
  const std::size_t before = reporter.count();
  const MapReader map(node, "gate", kGateKeys, reporter);
  Gate out;
  out.name = map.required_text("name").value_or("");
  if (map.require("result"))
    if (const auto result = map.word("result", kGateResultWords))
      out.result =
          static_cast<GateResult>(std::ranges::find(kGateResultWords, *result) - kGateResultWords.begin());
  out.message = map.text("message").value_or("");
  out.include_suppressed = map.flag("include_suppressed", false);
  return unless_problems(reporter, before, std::move(out));
}

}  // namespace lazaret::rules
