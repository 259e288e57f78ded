// SPDX-License-Identifier: Apache-2.0
// The table of codes. Called by `rules lint` (SARIF) and by the test that keeps docs/reference/rules.md true.
// Nothing here comes from outside.
#include <array>

#include "rules/problem.h"

namespace lazaret::rules {
namespace {

constexpr std::array kCodes{
    CodeLine{Code::Yaml, "yaml", "not YAML, or a part of YAML that rule files do without"},
    CodeLine{Code::Limit, "limit", "more than a named limit allows"},
    CodeLine{Code::Header, "header", "the file does not begin with its format"},
    CodeLine{Code::UnknownKey, "unknown-key", "this place has no such key"},
    CodeLine{Code::WrongShape, "wrong-shape", "a list, a mapping or a text where another of them belongs"},
    CodeLine{Code::MissingKey, "missing-key", "a key that has to be there is not"},
    CodeLine{Code::BadValue, "bad-value", "a value outside its words, its range or its grammar"},
    CodeLine{Code::UnknownField, "unknown-field", "findings and images have no such field"},
    CodeLine{Code::WrongOperator, "wrong-operator", "the field's type does not have this operator"},
    CodeLine{Code::WrongType, "wrong-type", "a value that is not of the field's type"},
    CodeLine{Code::BadPattern, "bad-pattern", "a regular expression or glob that does not compile"},
    CodeLine{Code::EmptyCondition, "empty-condition", "an empty match, any, all or list"},
    CodeLine{Code::UnknownName, "unknown-name", "no such list, macro or rule"},
    CodeLine{Code::MacroCycle, "macro-cycle", "a macro that leads back to itself"},
    CodeLine{Code::DuplicateId, "duplicate-id", "two rules or gates with one id, or one file twice"},
    CodeLine{Code::Layer, "layer", "a layer that the directory or the file may not have"},
    CodeLine{Code::Phase, "phase", "a field that this rule cannot see yet, or never"},
    CodeLine{Code::Suppression, "suppression", "a suppression without reason, owner or end"},
    CodeLine{Code::Validity, "validity", "not a date, or an end before the beginning"},
    CodeLine{Code::OnUnknown, "on-unknown", "an action that must not guess is told to"},
    CodeLine{Code::TagQuantifier, "tag-quantifier", "hides findings of an image that also has other tags"},
    CodeLine{Code::NoAction, "no-action", "a rule that does nothing"},
    CodeLine{Code::AmbiguousReclassify, "ambiguous-reclassify",
             "two reclassifications of equal rank may meet; only their place in the files decides"},
    CodeLine{Code::NeverMatches, "never-matches", "conditions that cannot hold together"},
    CodeLine{Code::Shadowed, "shadowed", "another suppression already covers all of it"},
    CodeLine{Code::NoScope, "no-scope", "a suppression that names no image, package or path"},
    CodeLine{Code::Expired, "expired", "a rule whose end has passed"},
    CodeLine{Code::ExpiresSoon, "expires-soon", "a rule that ends within 14 days"},
    CodeLine{Code::TooLong, "too-long", "a suppression that ends later than max_suppress_days allows"},
    CodeLine{Code::NoLiteral, "no-literal",
             "a regular expression without a fixed beginning cannot be indexed"},
    CodeLine{Code::TooBroad, "too-broad",
             "a suppression that matches more than a fifth of the findings of the reports"},
    CodeLine{Code::GateReadsEffective, "gate-reads-effective",
             "a gate on effective.severity that a layer of less authority can lower"},
    CodeLine{Code::CaseFailed, "case-failed", "a case of a test file came out otherwise than it expects"},
    CodeLine{Code::NeverApplies, "never-applies", "no case in which the rule applies"},
    CodeLine{Code::NeverDeclines, "never-declines", "no case in which the rule does not apply"},
    CodeLine{Code::Survived, "survived", "a condition can be turned round and no case fails"},
};

}  // namespace

std::span<const CodeLine> codes() { return kCodes; }

}  // namespace lazaret::rules
