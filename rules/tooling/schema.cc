// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/schema.h"

#include <functional>
#include <map>
#include <span>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/model/severity.h"
#include "rules/fields.h"
#include "rules/keys.h"
#include "rules/syntax.h"

namespace lazaret::rules {
namespace {

using Keys = std::span<const std::string_view>;
using Write = std::function<void(JsonWriter&)>;  // what stands within a schema's braces

void object(JsonWriter& json, const Write& write) {
  json.begin_object();
  write(json);
  json.end_object();
}

// --- pieces

Write ref(std::string name) {
  return [name = std::move(name)](JsonWriter& json) { json.key("$ref").value("#/$defs/" + name); };
}

void type(JsonWriter& json, std::string_view name) { json.key("type").value(name); }

void texts(JsonWriter& json, std::string_view key, Keys words) {
  json.key(key).begin_array();
  for (const auto word : words) json.value(word);
  json.end_array();
}

Write words(Keys allowed) {
  return [allowed](JsonWriter& json) { texts(json, "enum", allowed); };
}

Write integer(std::int64_t least, std::int64_t most) {
  return [=](JsonWriter& json) {
    type(json, "integer");
    json.key("minimum").value(least).key("maximum").value(most);
  };
}

Write flag() {
  return [](JsonWriter& json) { type(json, "boolean"); };
}

Write any_of(std::vector<Write> choices) {
  return [choices = std::move(choices)](JsonWriter& json) {
    json.key("anyOf").begin_array();
    for (const Write& choice : choices) object(json, choice);
    json.end_array();
  };
}

Write list_of(Write item) {
  return [item = std::move(item)](JsonWriter& json) {
    type(json, "array");
    json.key("minItems").value(std::int64_t{1}).key("items");
    object(json, item);
  };
}

Write one_or_list_of(const Write& item) { return any_of({item, list_of(item)}); }

// An object with exactly these keys allowed. `shapes` has each of them: the two are held together by a test.
using Shapes = std::map<std::string_view, Write>;
void keys(JsonWriter& json, Keys allowed, const Shapes& shapes, Keys required = {}) {
  type(json, "object");
  json.key("additionalProperties").value(false).key("properties").begin_object();
  for (const auto key : allowed) {
    json.key(key);
    const auto shape = shapes.find(key);
    object(json, shape == shapes.end() ? Write([](JsonWriter&) {}) : shape->second);
  }
  json.end_object();
  if (!required.empty()) texts(json, "required", required);
}

Write keyed(Keys allowed, Shapes shapes, std::vector<std::string_view> required = {}) {
  return [=, shapes = std::move(shapes), required = std::move(required)](JsonWriter& json) {
    keys(json, allowed, shapes, required);
  };
}

// Exactly one of the keys.
void one_key_of(JsonWriter& json, Keys choices) {
  json.key("oneOf").begin_array();
  for (const auto key : choices)
    object(json, [&](JsonWriter& out) { texts(out, "required", Keys(&key, 1)); });
  json.end_array();
}

// --- values of fields

void pattern(JsonWriter& json, std::string_view expression) {
  type(json, "string");
  json.key("pattern").value(expression);
}

// A text may be written without quotes: 1.10 and true are texts where a text belongs.
void define_texts(JsonWriter& json) {
  json.key("scalar");
  object(json, [](JsonWriter& out) { texts(out, "type", Words<3>{"string", "number", "boolean"}); });
  json.key("text");
  object(json, [](JsonWriter& out) {
    texts(out, "type", Words<3>{"string", "number", "boolean"});
    out.key("pattern").value("[^ \\t\\r\\n]");
  });
}

// What `eq` and a plain value take.
Write value_of(const Field& field) {
  switch (field.type) {
    case FieldType::Number: return [](JsonWriter& json) { type(json, "number"); };
    case FieldType::Boolean: return flag();
    case FieldType::Severity: return words(kSeverityNames);
    case FieldType::Word: return words(field.words);
    case FieldType::Duration:
      return [](JsonWriter& json) { pattern(json, "^ *[0-9]+[smhdw]( +[0-9]+[smhdw])* *$"); };
    case FieldType::Instant: return [](JsonWriter& json) { pattern(json, "^[0-9]{4}-[0-9]{2}-[0-9]{2}"); };
    default: return ref("scalar");
  }
}

Write operand_of(const Field& field, Operator op) {
  const Write one = value_of(field);
  switch (op) {
    case Operator::In: return one_or_list_of(one);
    case Operator::Exists: return flag();
    case Operator::OlderThan:
    case Operator::NewerThan:
      return [](JsonWriter& json) { pattern(json, "^ *[0-9]+[smhdw]( +[0-9]+[smhdw])* *$"); };
    default: return one;
  }
}

bool is_textual(FieldType type) { return allows(type, Operator::Contains); }

// The mapping of operators that a field takes.
void operators(JsonWriter& json, const Field& field, bool in_quantifier) {
  type(json, "object");
  json.key("minProperties").value(std::int64_t{1});
  json.key("additionalProperties").value(false).key("properties").begin_object();
  for (int i = 0; i <= static_cast<int>(Operator::NewerThan); ++i) {
    const auto op = static_cast<Operator>(i);
    if (!allows(field.type, op)) continue;
    json.key(to_string(op));
    object(json, operand_of(field, op));
  }
  const auto add = [&](std::string_view key, const Write& shape) {
    json.key(key);
    object(json, shape);
  };
  if (allows(field.type, Operator::In)) add("list", ref("scalar"));
  if (is_textual(field.type)) add("ci", flag());
  if (allows(field.type, Operator::Regex)) add("search", flag());
  if (field.name == "vuln.id") add("exact", flag());
  if (is_list(field.type) && !in_quantifier)
    for (const auto quantifier : {"any", "all", "none"})
      add(quantifier, ref("field:" + std::string(field.name) + ":element"));
  json.end_object();
}

void field_value(JsonWriter& json, const Field& field, bool in_quantifier) {
  std::vector<Write> choices;
  if (allows(field.type, Operator::Eq)) choices.push_back(value_of(field));
  if (allows(field.type, Operator::In)) choices.push_back(list_of(value_of(field)));
  choices.push_back([&field, in_quantifier](JsonWriter& out) { operators(out, field, in_quantifier); });
  any_of(std::move(choices))(json);
}

void define_fields(JsonWriter& json) {
  for (const Field& field : fields()) {
    const std::string name = "field:" + std::string(field.name);
    json.key(name);
    object(json, [&](JsonWriter& out) {
      out.key("description").value(field.sentence);
      field_value(out, field, false);
    });
    if (!is_list(field.type)) continue;
    json.key(name + ":element");
    object(json, [&](JsonWriter& out) { field_value(out, field, true); });
  }
}

// --- conditions

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) (out += c == '.' ? "\\" : "") += c;
  return out;
}

void condition(JsonWriter& json) {
  const Shapes shapes{{"all", list_of(ref("condition"))},
                      {"any", list_of(ref("condition"))},
                      {"not", ref("condition")},
                      {"macro", ref("scalar")},
                      {"always", [](JsonWriter& out) { out.key("const").value(true); }}};
  type(json, "object");
  json.key("minProperties").value(std::int64_t{1}).key("additionalProperties").value(false);
  json.key("properties").begin_object();
  for (const auto key : kConditionKeys) json.key(key), object(json, shapes.at(key));
  for (const Field& field : fields())
    if (!field.name.ends_with('.'))
      json.key(field.name), object(json, ref("field:" + std::string(field.name)));
  json.end_object().key("patternProperties").begin_object();
  for (const Field& field : fields())
    if (field.name.ends_with('.'))
      json.key("^" + escaped(field.name) + ".+"), object(json, ref("field:" + std::string(field.name)));
  json.end_object();
  // `always` stands alone.
  json.key("if");
  object(json, [](JsonWriter& out) { texts(out, "required", Words<1>{"always"}); });
  json.key("then");
  object(json, [](JsonWriter& out) { out.key("maxProperties").value(std::int64_t{1}); });
}

// --- rules

Shapes action_shapes() {
  return {{"suppress", ref("suppress")},     {"protect", ref("protect")},
          {"reclassify", ref("reclassify")}, {"tag", one_or_list_of(ref("text"))},
          {"route", ref("route")},           {"gate", ref("gate")}};
}

// An object that has the key, with such a value.
Write has(std::string_view key, Write value = {}) {
  return [key, value = std::move(value)](JsonWriter& json) {
    texts(json, "required", Keys(&key, 1));
    if (!value) return;
    json.key("properties").begin_object().key(key);
    object(json, value);
    json.end_object();
  };
}

Write is(std::string text) {
  return [text = std::move(text)](JsonWriter& json) { json.key("const").value(text); };
}

Write is_true() {
  return [](JsonWriter& json) { json.key("const").value(true); };
}

Write negation(Write inner) {
  return [inner = std::move(inner)](JsonWriter& json) {
    json.key("not");
    object(json, inner);
  };
}

struct Implication {
  Write when;
  Write then;
};

void all_of(JsonWriter& json, const std::vector<Implication>& implications) {
  json.key("allOf").begin_array();
  for (const auto& [when, then] : implications)
    object(json, [&](JsonWriter& out) {
      out.key("if");
      object(out, when);
      out.key("then");
      object(out, then);
    });
  json.end_array();
}

// S9: how a suppression ends.
void end_of_suppression(JsonWriter& json) {
  const Write permanent = has("suppress", has("permanent", is_true()));
  const Write until = has("active", has("until"));
  all_of(json, {{has("suppress"), any_of({until, permanent})}, {permanent, negation(until)}});
}

void suppress(JsonWriter& json) {
  keys(json, kSuppressKeys,
       {{"status", words(kStatusWords)},
        {"justification", words(kJustificationWords)},
        {"reason", ref("text")},
        {"owner", ref("text")},
        {"ticket", ref("text")},
        {"permanent", flag()},
        {"approved_by", ref("text")}},
       Words<2>{"status", "reason"});
  all_of(json, {{has("status", is("not_affected")), has("justification")},
                {has("permanent", is_true()), has("approved_by")},
                {has("approved_by"), has("permanent")}});
}

void rule(JsonWriter& json) {
  Shapes shapes = action_shapes();
  shapes.insert({{"id", ref("id")},
                 {"description", ref("text")},
                 {"enabled", flag()},
                 {"priority", integer(-1000, 1000)},
                 {"match", ref("condition")},
                 {"active", ref("active")},
                 {"on_unknown", words(kOnUnknownWords)}});
  keys(json, kRuleKeys, shapes, Words<2>{"id", "match"});
  json.key("anyOf").begin_array();
  for (const auto& [action, shape] : action_shapes())
    object(json, [&](JsonWriter& out) { texts(out, "required", Keys(&action, 1)); });
  json.end_array().key("not");
  object(json, [](JsonWriter& out) { texts(out, "required", Words<2>{"suppress", "protect"}); });
  end_of_suppression(json);
}

void reclassify(JsonWriter& json) {
  keys(json, kReclassifyKeys,
       {{"set", words(Keys(kSeverityNames).subspan(1))},
        {"shift", integer(-4, 4)},
        {"from", words(kOpinionWords)},
        {"final", flag()},
        {"reason", ref("text")}});
  one_key_of(json, Words<3>{"set", "shift", "from"});
}

Write route() {
  return keyed(kRouteKeys,
               {{"to", one_or_list_of(ref("text"))},
                {"dedupe_by", one_or_list_of(ref("field_name"))},
                {"include_suppressed", flag()}},
               {"to"});
}

Write gate() {
  return keyed(kGateKeys,
               {{"name", ref("text")},
                {"result", words(kGateResultWords)},
                {"message", ref("text")},
                {"include_suppressed", flag()}},
               {"name", "result"});
}

void count_limit(JsonWriter& json) {
  keys(json, kCountKeys,
       {{"count", ref("condition")}, {"gt", integer(0, 1'000'000'000)}, {"gte", integer(0, 1'000'000'000)}},
       Words<1>{"count"});
  one_key_of(json, Words<2>{"gt", "gte"});
}

void image_gate(JsonWriter& json) {
  keys(json, kImageGateKeys,
       {{"id", ref("id")},
        {"name", ref("text")},
        {"description", ref("text")},
        {"enabled", flag()},
        {"active", ref("active")},
        {"scope", ref("condition")},
        {"fail_if", ref("count_limit")},
        {"warn_if", ref("count_limit")},
        {"message", ref("text")}},
       Words<2>{"id", "name"});
  json.key("anyOf").begin_array();
  for (const std::string_view key : {"fail_if", "warn_if"})
    object(json, [&](JsonWriter& out) { texts(out, "required", Keys(&key, 1)); });
  json.end_array();
}

Write map_of(Write value) {
  return [value = std::move(value)](JsonWriter& json) {
    type(json, "object");
    json.key("additionalProperties");
    object(json, value);
  };
}

Write any_list_of(Write item) {
  return [item = std::move(item)](JsonWriter& json) {
    type(json, "array");
    json.key("items");
    object(json, item);
  };
}

void owners_needed(JsonWriter& json) {
  const auto within = [](std::string_view key, Write value) {
    return Write([key, value = std::move(value)](JsonWriter& out) {
      out.key("properties").begin_object().key(key);
      object(out, value);
      out.end_object();
    });
  };
  const Write item = within("suppress", has("owner"));
  within("rules", [item](JsonWriter& out) {
    out.key("items");
    object(out, item);
  })(json);
}

void field_name(JsonWriter& json) {
  std::vector<std::string_view> names;
  std::vector<Write> choices;
  for (const Field& field : fields())
    if (field.name.ends_with('.'))
      choices.push_back([&field](JsonWriter& out) { pattern(out, "^" + escaped(field.name) + ".+"); });
    else
      names.push_back(field.name);
  choices.push_back([&names](JsonWriter& out) { texts(out, "enum", names); });
  any_of(std::move(choices))(json);
}

void file(JsonWriter& json) {
  keys(json, kFileKeys,
       {{"lazaret", [](JsonWriter& out) { out.key("const").value("rules/v1"); }},
        {"layer", words(kLayerWords)},
        {"scope", ref("condition")},
        {"defaults", keyed(kDefaultsKeys, {{"owner", ref("text")}, {"priority", integer(-1000, 1000)}})},
        {"lists", map_of(list_of(ref("text")))},
        {"macros", map_of(ref("condition"))},
        {"rules", any_list_of(ref("rule"))},
        {"gates", any_list_of(ref("image_gate"))}},
       Words<1>{"lazaret"});
  // The file's owner stands for those of its suppressions.
  all_of(json, {{negation(has("defaults", has("owner"))), owners_needed}});
}

void definitions(JsonWriter& json) {
  const auto define = [&](std::string_view name, const Write& write) {
    json.key(name);
    object(json, write);
  };
  define_texts(json);
  define("id", [](JsonWriter& out) { pattern(out, "^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$"); });
  define("date", [](JsonWriter& out) { pattern(out, "^[0-9]{4}-[0-9]{2}-[0-9]{2}"); });
  define("active", keyed(kActiveKeys, {{"from", ref("date")}, {"until", ref("date")}}));
  define("field_name", field_name);
  define("condition", condition);
  define("rule", rule);
  define("suppress", suppress);
  define("protect",
         keyed(kProtectKeys, {{"reason", ref("text")}, {"except", one_or_list_of(ref("text"))}}, {"reason"}));
  define("reclassify", reclassify);
  define("route", route());
  define("gate", gate());
  define("count_limit", count_limit);
  define("image_gate", image_gate);
  define_fields(json);
}

}  // namespace

std::string rules_schema() {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("$schema").value("https://json-schema.org/draft/2020-12/schema");
  json.key("title").value("Lazaret rules, rules/v1");
  file(json);
  json.key("$defs").begin_object();
  definitions(json);
  json.end_object().end_object();
  return json.take() + "\n";
}

}  // namespace lazaret::rules
