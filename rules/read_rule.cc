// SPDX-License-Identifier: Apache-2.0
#include "rules/read_rule.h"

#include <algorithm>
#include <array>

#include "rules/keys.h"
#include "rules/read_actions.h"
#include "rules/read_literal.h"

namespace lazaret::rules {
namespace {

constexpr std::int64_t kDay = 86400;

bool is_id(std::string_view id) {
  constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return id.size() >= 3 && id.size() <= 64 && kAlphanumeric.find(id[0]) != std::string_view::npos &&
         id.find_first_not_of(std::string(kAlphanumeric) + "._-") == std::string_view::npos;
}

std::string read_id(const MapReader& map, const Reporter& reporter) {
  const auto id = map.required_text("id");
  if (id && !is_id(*id))
    reporter.add(
        Code::BadValue, span_of(map.entry("id")->value),
        "an id is 3 to 64 letters, digits, dots, underscores and hyphens, and begins with a letter or digit");
  return id.value_or("");
}

bool is_plain_date(std::string_view text) { return text.find_first_of("Tt ") == std::string_view::npos; }

std::optional<Instant> read_date(const MapReader& map, std::string_view key, const Reporter& reporter) {
  const auto text = map.text(key);
  if (!text) return std::nullopt;
  const auto instant = parse_instant(*text);
  if (instant) return *instant;
  reporter.add(
      Code::Validity, span_of(map.entry(key)->value),
      std::string(key) + " is a date YYYY-MM-DD or an instant of RFC 3339: " + instant.error().message);
  return std::nullopt;
}

// S9: a plain `until` names the last day on which the rule is in force.
void read_active(const YamlNode& node, Validity& validity, const Reporter& reporter) {
  const MapReader map(node, "active", kActiveKeys, reporter);
  validity.from = read_date(map, "from", reporter);
  validity.end = read_date(map, "until", reporter);
  if (!validity.end) return;
  validity.until_text = map.entry("until")->value.text;
  validity.until_span = span_of(map.entry("until")->value);
  if (is_plain_date(validity.until_text)) validity.end->unix_seconds += kDay;
  if (validity.from && *validity.from >= *validity.end)
    reporter.add(Code::Validity, validity.until_span,
                 "until lies before from, which is at " + std::to_string(map.entry("from")->value.line) +
                     ":" + std::to_string(map.entry("from")->value.column));
}

Validity read_validity(const MapReader& map, const Reporter& reporter) {
  Validity validity;
  validity.enabled = map.flag("enabled", true);
  if (const YamlEntry* active = map.entry("active")) read_active(active->value, validity, reporter);
  return validity;
}

// S9. Statements of VEX documents have no end: they hold until the document is taken away.
void check_end(const Rule& rule, const FileContext& context) {
  if (context.layer == Layer::Vex) return;
  const Validity& validity = rule.validity;
  if (rule.suppress->permanent && validity.end)
    return context.reporter.add(Code::Suppression, validity.until_span,
                                "a permanent suppression has no until");
  if (rule.suppress->permanent) return;
  if (!validity.end)
    return context.reporter.add(Code::Suppression, rule.span,
                                "a suppression needs active.until, or permanent: true with approved_by");
  const std::int64_t until = validity.end->unix_seconds - (is_plain_date(validity.until_text) ? kDay : 0);
  if (until - context.at.unix_seconds > context.options.max_suppress_days * kDay)
    context.reporter.add(Code::TooLong, validity.until_span,
                         "until is " + std::to_string((until - context.at.unix_seconds + kDay - 1) / kDay) +
                             " days away, the limit max_suppress_days is " +
                             std::to_string(context.options.max_suppress_days));
}

void read_actions(const MapReader& map, Rule& rule, const FileContext& context) {
  const Reporter& reporter = context.reporter;
  if (const auto* entry = map.entry("suppress"))
    rule.suppress = read_suppress(entry->value, context.default_owner, reporter);
  if (const auto* entry = map.entry("protect")) rule.protect = read_protect(entry->value, reporter);
  if (const auto* entry = map.entry("reclassify")) rule.reclassify = read_reclassify(entry->value, reporter);
  if (const auto* entry = map.entry("tag")) rule.tag = read_tag(entry->value, reporter);
  if (const auto* entry = map.entry("route")) rule.route = read_route(entry->value, reporter);
  if (const auto* entry = map.entry("gate")) rule.gate = read_gate(entry->value, reporter);
  if (map.entry("suppress") && map.entry("protect"))
    reporter.add(Code::BadValue, rule.span, "a rule cannot suppress and protect: it would block itself");
  for (const auto key : {"suppress", "protect", "reclassify", "tag", "route", "gate"})
    if (map.entry(key)) return;
  if (map.is_map())
    reporter.add(Code::NoAction, rule.span,
                 "a rule has one of suppress, protect, reclassify, tag, route, gate");
}

// S3.
void read_on_unknown(const MapReader& map, Rule& rule, const Reporter& reporter) {
  const auto word = map.word("on_unknown", kOnUnknownWords);
  if (!word) return;
  rule.on_unknown = *word == "match";
  const bool may_guess =
      !rule.suppress && !rule.reclassify && (!rule.gate || rule.gate->result == GateResult::Warn);
  if (*rule.on_unknown && !may_guess)
    reporter.add(
        Code::OnUnknown, key_span(*map.entry("on_unknown")),
        "on_unknown: match is for protect, tag, route and a gate that warns; other actions must not guess");
}

Phase earliest_phase(const Rule& rule) {
  if (rule.reclassify) return Phase::Reclassify;
  if (rule.tag) return Phase::Tag;
  return rule.suppress || rule.protect ? Phase::Decide : Phase::Deliver;
}

bool lowers_or_hides(const Rule& rule) {
  if (rule.suppress) return true;
  if (!rule.reclassify) return false;
  const auto* shift = std::get_if<int>(&rule.reclassify->to);
  return shift == nullptr || *shift < 0;
}

// S4 and S15, leaf by leaf. `under_not` counts: an odd number turns the quantifiers round.
void check_leaves(const Condition& condition, const Rule& rule, bool under_not, const Reporter& reporter) {
  for (const auto& child : condition.children)
    check_leaves(*child, rule, under_not != (condition.kind == Condition::Kind::Not), reporter);
  if (condition.kind != Condition::Kind::Field) return;
  const Phase phase = earliest_phase(rule);
  if (condition.field->readable_from > phase)
    reporter.add(Code::Phase, condition.span,
                 std::string(condition.field->name) + " is not known yet in the phase " +
                     std::string(to_string(phase)) + " of rule \"" + rule.id + "\"");
  const auto quantifier = condition.quantifier;
  const bool is_some = under_not ? quantifier == Quantifier::All || quantifier == Quantifier::None
                                 : quantifier == Quantifier::Any;
  if (condition.field->name == "image.tag" && is_some && lowers_or_hides(rule))
    reporter.add(Code::TagQuantifier, condition.span,
                 "rule \"" + rule.id +
                     "\" would hide or lower findings of an image that also has other tags; it must hold for "
                     "every tag");
}

void check_image_only(const Condition& condition, std::string_view what, const Reporter& reporter) {
  for (const auto& child : condition.children) check_image_only(*child, what, reporter);
  if (condition.kind == Condition::Kind::Field && !condition.field->of_image)
    reporter.add(Code::Phase, condition.span,
                 std::string(what) + " reads the image alone; " + std::string(condition.field->name) +
                     " is of a finding");
}

std::optional<CountLimit> read_count_limit(const YamlEntry& entry, const FileContext& context) {
  const Reporter& reporter = context.reporter;
  const std::size_t before = reporter.count();
  const MapReader map(entry.value, entry.key, kCountKeys, reporter);
  CountLimit out;
  out.span = key_span(entry);
  if (map.require("count")) out.count = context.conditions.read(map.entry("count")->value, "count");
  if (map.is_map() && !!map.entry("gt") + !!map.entry("gte") != 1)
    reporter.add(Code::MissingKey, map.span(), entry.key + " has one of gt and gte");
  const auto key = map.entry("gt") ? "gt" : "gte";
  out.op = map.entry("gt") ? Operator::Gt : Operator::Gte;
  out.threshold = static_cast<double>(map.integer(key, 0, 1'000'000'000).value_or(0));
  if (reporter.count() > before || !out.count) return std::nullopt;
  return out;
}

}  // namespace

ConditionPtr read_scope(const YamlNode& node, ConditionReader& conditions, const Reporter& reporter) {
  auto scope = conditions.read(node, "scope");
  if (!scope) return nullptr;
  const std::size_t before = reporter.count();
  check_image_only(*scope, "scope", reporter);
  if (reporter.count() > before) return nullptr;
  Condition named;
  named.kind = Condition::Kind::All;
  named.span = span_of(node);
  named.macro = "scope";
  named.size = scope->size + 1;
  named.children.push_back(std::move(scope));
  return std::make_shared<const Condition>(std::move(named));
}

std::optional<ReadRule> read_rule(const YamlNode& node, std::uint32_t index, const FileContext& context) {
  const Reporter& reporter = context.reporter;
  const std::size_t before = reporter.count();
  const MapReader map(node, "a rule", kRuleKeys, reporter);
  if (!map.is_map()) return std::nullopt;
  ReadRule out;
  Rule& rule = out.rule;
  rule.span = span_of(node);
  rule.file = context.file;
  rule.index = index;
  rule.layer = context.layer;
  rule.id = read_id(map, reporter);
  rule.description = map.text("description").value_or("");
  rule.priority = static_cast<int>(map.integer("priority", -1000, 1000).value_or(context.default_priority));
  rule.validity = read_validity(map, reporter);
  read_actions(map, rule, context);
  read_on_unknown(map, rule, reporter);
  if (map.require("match")) rule.own_match = context.conditions.read(map.entry("match")->value, "match");
  if (rule.suppress) check_end(rule, context);
  if (reporter.count() > before || !rule.own_match) return std::nullopt;
  rule.owner = rule.suppress ? rule.suppress->owner : context.default_owner;
  rule.match = context.conditions.both(context.scope, rule.own_match, rule.span);
  if (rule.match) check_leaves(*rule.match, rule, false, reporter);
  if (reporter.count() > before || !rule.match) return std::nullopt;
  out.id_span = span_of(map.entry("id")->value);
  if (rule.protect && map.entry("protect")->value.find("except"))
    out.except_span = span_of(map.entry("protect")->value.find("except")->value);
  return out;
}

std::optional<ReadGate> read_image_gate(const YamlNode& node, std::uint32_t index,
                                        const FileContext& context) {
  const Reporter& reporter = context.reporter;
  const std::size_t before = reporter.count();
  const MapReader map(node, "a gate", kImageGateKeys, reporter);
  if (!map.is_map()) return std::nullopt;
  ReadGate out;
  ImageGate& gate = out.gate;
  gate.span = span_of(node);
  gate.file = context.file;
  gate.index = index;
  gate.layer = context.layer;
  gate.id = read_id(map, reporter);
  gate.name = map.required_text("name").value_or("");
  gate.message = map.text("message").value_or("");
  map.text("description");
  gate.validity = read_validity(map, reporter);
  if (const auto* scope = map.entry("scope"))
    gate.scope = read_scope(scope->value, context.conditions, reporter);
  gate.scope = context.conditions.both(context.scope, gate.scope, gate.span);
  if (!gate.scope) gate.scope = std::make_shared<const Condition>();  // always
  if (const auto* entry = map.entry("fail_if")) gate.fail_if = read_count_limit(*entry, context);
  if (const auto* entry = map.entry("warn_if")) gate.warn_if = read_count_limit(*entry, context);
  if (!map.entry("fail_if") && !map.entry("warn_if"))
    reporter.add(Code::MissingKey, gate.span, "a gate needs fail_if or warn_if");
  if (reporter.count() > before) return std::nullopt;
  out.id_span = span_of(map.entry("id")->value);
  return out;
}

}  // namespace lazaret::rules
