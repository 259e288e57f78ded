// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/suppressions_of.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lazaret::rules::exchange {
namespace {

// One combination of things that a match names.
struct Named {
  std::string vulnerability;
  std::optional<Purl> purl;
  std::string version;
  std::string registry;
  std::string repository;
  std::string digest;
  std::string tag;
};
using Alternatives = std::vector<Named>;

struct TextField {
  std::string_view name;
  std::string Named::*member;
};
constexpr std::array kTextFields{
    TextField{"vuln.id", &Named::vulnerability},   TextField{"package.version", &Named::version},
    TextField{"image.registry", &Named::registry}, TextField{"image.repository", &Named::repository},
    TextField{"image.digest", &Named::digest},     TextField{"image.tag", &Named::tag},
};

Error unsayable(const Condition& condition, const std::string& what) {
  return make_error(ErrorCode::Unsupported, "line " + std::to_string(condition.span.line) + ": " + what);
}

bool take_text(std::string& into, const std::string& text) {
  if (into.empty()) into = text;
  return text.empty() || into == text;
}

// Both hold. False where they name different things.
bool take(Named& into, const Named& other) {
  for (const TextField& field : kTextFields)
    if (!take_text(into.*field.member, other.*field.member)) return false;
  if (!into.purl) into.purl = other.purl;
  return !other.purl || into.purl == other.purl;
}

class Namer {
 public:
  explicit Namer(std::size_t limit) : limit_(limit) {}

  Result<Alternatives> of(const Condition& condition) const {
    switch (condition.kind) {
      case Condition::Kind::All: return all_of(condition);
      case Condition::Kind::Any: return any_of(condition);
      case Condition::Kind::Field: return leaf(condition);
      case Condition::Kind::Not: return unsayable(condition, "an exception (not)");
      case Condition::Kind::Always: break;
    }
    return unsayable(condition, "it names nothing");
  }

 private:
  Result<Alternatives> checked(Alternatives found) const {
    if (found.size() <= limit_) return found;
    return make_error(ErrorCode::LimitExceeded,
                      "more than " + std::to_string(limit_) + " combinations, the limit vex_statements");
  }
  Result<Alternatives> any_of(const Condition& condition) const {
    Alternatives out;
    for (const auto& child : condition.children) {
      const auto found = TRY(of(*child));
      out.insert(out.end(), found.begin(), found.end());
    }
    return checked(std::move(out));
  }
  Result<Alternatives> all_of(const Condition& condition) const {
    Alternatives out(1);
    for (const auto& child : condition.children) {
      const auto found = TRY(of(*child));
      if (out.size() > limit_ / std::max<std::size_t>(found.size(), 1))
        return checked(Alternatives(limit_ + 1));
      Alternatives both;
      for (const Named& left : out)
        for (const Named& right : found)
          if (Named merged = left; take(merged, right)) both.push_back(std::move(merged));
      out = std::move(both);
    }
    return out;
  }

  // One equality, or a list of values. The tag must be every tag, as the rule itself demands (S15).
  static Result<Alternatives> leaf(const Condition& condition) {
    const std::string name(condition.field->name);
    const bool is_tag = name == "image.tag";
    const Test& test = condition.tests.front();
    const bool is_equality = condition.tests.size() == 1 && !test.ignore_case &&
                             (test.op == Operator::Eq || test.op == Operator::In);
    if (!is_equality || condition.quantifier != (is_tag ? Quantifier::All : Quantifier::Plain) ||
        (is_tag && test.operands->size() != 1))
      return unsayable(condition, name + " is not compared with given values alone");
    Alternatives out;
    for (const Literal& operand : *test.operands) {
      auto named = TRY(value(condition, operand));
      out.push_back(std::move(named));
    }
    return out;
  }
  static Result<Named> value(const Condition& condition, const Literal& operand) {
    Named out;
    if (const auto* purl = std::get_if<Purl>(&operand)) return out.purl = *purl, out;
    const auto* text = std::get_if<std::string>(&operand);
    if (text == nullptr) return unsayable(condition, std::string(condition.field->name) + " with a pattern");
    if (condition.field->name == "finding.kind" && *text == "vulnerability") return out;
    for (const TextField& field : kTextFields)
      if (field.name == condition.field->name) return out.*field.member = *text, out;
    return unsayable(condition, std::string(condition.field->name));
  }

  std::size_t limit_;
};

// A digest alone; else pkg:oci with the whole repository. Errors: a part that is not enough.
Result<std::string> image_text(const Named& named) {
  if (named.registry.empty() && named.repository.empty() && named.tag.empty()) return named.digest;
  if (named.registry.empty() || named.repository.empty())
    return make_error(ErrorCode::Unsupported, "an image needs image.registry and image.repository");
  Purl image;
  image.type = "oci";
  image.name = named.repository.substr(named.repository.rfind('/') + 1);
  image.version = named.digest;
  image.qualifiers["repository_url"] = named.registry + "/" + named.repository;
  if (!named.tag.empty()) image.qualifiers["tag"] = named.tag;
  return format_purl(image);
}

Result<std::string> package_text(const Named& named) {
  if (!named.purl) {
    if (named.version.empty()) return std::string();
    return make_error(ErrorCode::Unsupported, "package.version needs package.purl beside it");
  }
  Purl purl = *named.purl;
  if (!take_text(purl.version, named.version))
    return make_error(ErrorCode::Unsupported, "package.purl and package.version name different versions");
  return format_purl(purl);
}

Suppression suppression_of(const Rule& rule) {
  Suppression out;
  out.id = rule.id;
  out.status = rule.suppress->status;
  out.justification = rule.suppress->justification;
  out.reason = rule.suppress->reason;
  out.owner = rule.owner;
  out.until = rule.validity.end;
  return out;
}

std::string why_not_now(const Rule& rule, Instant at) {
  switch (rule.validity.at(at)) {
    case Validity::State::NotYet: return "has not begun";
    case Validity::State::Expired: return "has ended";
    case Validity::State::Disabled: return "is not enabled";
    case Validity::State::InForce: break;
  }
  return {};
}

Result<std::vector<Suppression>> said_by(const Rule& rule, std::size_t limit) {
  const auto named = TRY(Namer(limit).of(*rule.match));
  std::vector<Suppression> out;
  for (const Named& each : named) {
    Suppression suppression = suppression_of(rule);
    suppression.vulnerability = each.vulnerability;
    suppression.image = TRY(image_text(each));
    suppression.purl = TRY(package_text(each));
    out.push_back(std::move(suppression));
  }
  return out;
}

}  // namespace

Result<Suppressions> suppressions_of(const RuleSet& rules, Instant at, const Limits& limits) {
  Suppressions out;
  const auto leave_out = [&](const Rule& rule, const std::string& why) {
    out.left_out.push_back({rules.files[rule.file].path, rule.span.line, rule.id + " " + why});
  };
  for (const Rule& rule : rules.rules) {
    if (rule.protect) leave_out(rule, "protects; other tools do not know of that");
    if (!rule.suppress) continue;
    if (const auto why = why_not_now(rule, at); !why.empty()) {
      leave_out(rule, why);
      continue;
    }
    auto said = said_by(rule, limits.vex_statements);
    if (said && said->empty()) leave_out(rule, "names things that exclude each other");
    if (!said && said.error().code == ErrorCode::LimitExceeded)
      return std::move(said.error()).with_context(rule.id);
    if (!said)
      leave_out(rule, "has conditions that no other format can say: " + said.error().message);
    else
      out.said.insert(out.said.end(), said->begin(), said->end());
    if (out.said.size() > limits.vex_statements)
      return make_error(ErrorCode::LimitExceeded,
                        "more than " + std::to_string(limits.vex_statements) +
                            " suppressions, the limit vex_statements; export fewer files at once");
  }
  return out;
}

}  // namespace lazaret::rules::exchange
