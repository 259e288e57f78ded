// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/rule_draft.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.h"
#include "rules/exchange/end_date.h"
#include "rules/exchange/yaml_text.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::size_t kNameCharacters = 40;  // of an id of at most 64

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

// Ids must be unique over a whole set of rules and say where they come from.
class IdMaker {
 public:
  explicit IdMaker(std::string_view prefix) : prefix_(prefix) {}

  std::string next(std::string_view name) {
    std::string id = prefix_ + "-";
    for (const char c : name.substr(0, kNameCharacters))
      if (is_id_character(c) || id.back() != '-') id += is_id_character(c) ? c : '-';
    if (taken_.insert(id).second) return id;
    int& number = repeats_.try_emplace(id, 1).first->second;
    std::string unique;
    do unique = id + "-" + std::to_string(++number);
    while (!taken_.insert(unique).second);
    return unique;
  }

 private:
  std::string prefix_;
  std::set<std::string> taken_;
  std::map<std::string, int> repeats_;  // of a name, so that a thousand equal lines cost a thousand steps
};

Error option_error(std::string message) { return make_error(ErrorCode::InvalidInput, std::move(message)); }

Result<void> check_options(const ImportOptions& options, std::string_view prefix) {
  if (prefix.empty() || prefix.size() > 16 || prefix.front() == '-' || prefix.front() == '.' ||
      prefix.front() == '_')
    return option_error(
        "the prefix of rule ids must have 1 to 16 characters and begin with a letter or digit");
  for (const char c : prefix)
    if (!is_id_character(c))
      return option_error("the prefix of rule ids may hold letters, digits and \"._-\" only");
  if (!options.until.empty()) TRY(checked_end(options.until));
  return {};
}

Json action_of(const RuleDraft& draft, const std::string& owner, const std::string& approved_by) {
  Json::Object action{{"status", Json(draft.status)}};
  if (!draft.justification.empty()) action.emplace_back("justification", Json(draft.justification));
  action.emplace_back("reason", Json(draft.reason));
  action.emplace_back("owner", Json(owner));
  if (!approved_by.empty()) {
    action.emplace_back("permanent", Json(true));
    action.emplace_back("approved_by", Json(approved_by));
  }
  return Json(std::move(action));
}

bool has_star(const Json& text) { return text.as_string().find('*') != std::string_view::npos; }

// A plain text with a star is refused by the loader, who wonders whether a glob was meant: it was not. Fields
// that hold paths read globs, and their makers know.
Json::Object::value_type literally(const std::string& key, const Json& value) {
  if (key == "finding.path" || key == "image.registry" || key == "image.repository" || key == "image.tag")
    return {key, value};
  if (value.is_string() && has_star(value)) return {key, Json(Json::Object{{"eq", value}})};
  if (!value.is_array() || std::none_of(value.items().begin(), value.items().end(), has_star))
    return {key, value};
  Json::Array any;
  for (const auto& item : value.items()) any.push_back(Json(Json::Object{literally(key, item)}));
  return {"any", Json(std::move(any))};
}

// A key may stand once in a mapping: what says two things of one field becomes a list under "all".
Json match_of(const Json::Object& conditions) {
  Json::Object map;
  std::set<std::string> keys;
  for (const auto& [key, value] : conditions) {
    map.push_back(key == "not" ? std::pair(key, match_of(value.members())) : literally(key, value));
    keys.insert(map.back().first);
  }
  if (keys.size() == map.size()) return Json(std::move(map));
  Json::Array all;
  for (auto& condition : map) all.push_back(Json(Json::Object{std::move(condition)}));
  return Json(Json::Object{{"all", Json(std::move(all))}});
}

Result<Json> rule_of(const RuleDraft& draft, std::string id, const ImportOptions& options) {
  const std::string& owner = draft.owner.empty() ? options.owner : draft.owner;
  const std::string& until = draft.until.empty() ? options.until : draft.until;
  if (owner.empty())
    return option_error("line " + std::to_string(draft.line) + " names no owner: give one for all");
  std::string approved_by;
  if (until.empty()) approved_by = draft.approved_by.empty() ? options.approved_by : draft.approved_by;
  if (until.empty() && approved_by.empty())
    return option_error("line " + std::to_string(draft.line) +
                        " has no end: give an end for all such rules, or who approved them for good");
  Json::Object rule{{"id", Json(std::move(id))}, {"match", match_of(draft.match)}};
  if (!until.empty()) rule.emplace_back("active", Json(Json::Object{{"until", Json(until)}}));
  rule.emplace_back("suppress", action_of(draft, owner, approved_by));
  return Json(std::move(rule));
}

void append_rule(std::string& out, const Json& rule, std::string_view source, int line) {
  out += "  # " + escape_for_terminal(source) + ":" + std::to_string(line) + "\n";
  std::string margin = "  - ";
  for (const auto& [key, value] : rule.members()) {
    out += margin + yaml_scalar(key) + ":";
    append_yaml(out, value, 6);
    margin = "    ";
  }
}

std::string header(const ImportOptions& options, std::string_view source) {
  std::string out = "# Imported from " + escape_for_terminal(source) +
                    "\nlazaret: rules/v1\nlayer: " + yaml_scalar(options.layer) + "\n";
  Json::Object scope;
  if (!options.registry.empty()) scope.emplace_back("image.registry", Json(options.registry));
  if (!options.repository.empty()) scope.emplace_back("image.repository", Json(options.repository));
  if (scope.empty()) return out;
  out += "scope:\n";
  for (const auto& [key, value] : scope) {
    out += "  " + key + ":";
    append_yaml(out, value, 4);
  }
  return out;
}

}  // namespace

Json one_or_list(const std::vector<std::string>& values) {
  if (values.size() == 1) return Json(values[0]);
  Json::Array list;
  for (const auto& value : values) list.push_back(Json(value));
  return Json(std::move(list));
}

Result<std::string> write_rules(const std::vector<RuleDraft>& drafts, const ImportOptions& options,
                                std::string_view id_prefix, std::string_view source) {
  TRY(check_options(options, id_prefix));
  IdMaker ids(id_prefix);
  std::string out = header(options, source);
  out += drafts.empty() ? "rules: []\n" : "rules:\n";
  for (const auto& draft : drafts) {
    LZ_ASSERT(!draft.match.empty() && !draft.reason.empty());
    const auto rule = TRY(rule_of(draft, ids.next(draft.name), options));
    append_rule(out, rule, source, draft.line);
  }
  return out;
}

}  // namespace lazaret::rules::exchange
