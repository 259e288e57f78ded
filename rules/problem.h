// SPDX-License-Identifier: Apache-2.0
// One thing that is wrong with a rule set, with its place, and the table of codes (docs/reference/rules.md).
// Made by the loader and by lint, printed by `lazaret rules`. The message may quote the file: printers
// escape.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::rules {

// 1xx: the loader refuses the set. 2xx: lint, what a reader should look at. 3xx: tests of rules.
// Numbers are never reused: people silence and search for them.
enum class Code {
  Yaml = 101,    // not YAML, or what Lazaret's dialect leaves out: anchors, tags, duplicate keys, tabs …
  Limit = 102,   // a named limit of docs/reference/limits.md
  Header = 103,  // `lazaret: rules/v1` is missing or is not the first key
  UnknownKey = 104,      // a key that this place does not have
  WrongShape = 105,      // a list where a text belongs, and the like
  MissingKey = 106,      // a key that must be there
  BadValue = 107,        // a value outside its words, range or grammar
  UnknownField = 108,    // no such field of a finding or an image
  WrongOperator = 109,   // an operator that the field's type does not have
  WrongType = 110,       // a value that is not of the field's type; a list used with the wrong type
  BadPattern = 111,      // a regular expression or glob that does not compile
  EmptyCondition = 112,  // an empty match, any, all or list
  UnknownName = 113,     // a list, macro or rule id that is not there
  MacroCycle = 114,
  DuplicateId = 115,    // of a rule or gate, over the whole set; a path given twice
  Layer = 116,          // the layer disagrees with the directory, or is not for files like this
  Phase = 117,          // a field that the rule's phase cannot see yet
  Suppression = 118,    // a suppression without reason, owner or end
  Validity = 119,       // `until` before `from`, not a date
  OnUnknown = 120,      // `on_unknown: match` with an action that must not guess
  TagQuantifier = 121,  // `any` over image.tag where the condition must hold for every tag
  NoAction = 122,
  AmbiguousReclassify = 210,
  NeverMatches = 211,
  Shadowed = 212,
  NoScope = 213,
  Expired = 214,
  ExpiresSoon = 215,
  TooLong = 216,  // beyond max_suppress_days: the loader's
  NoLiteral = 217,
  TooBroad = 218,
  GateReadsEffective = 219,
  CaseFailed = 301,     // a case of *.test.yaml came out otherwise
  NeverApplies = 302,   // --coverage: no case in which the rule applies
  NeverDeclines = 303,  // --coverage: no case in which it does not
  Survived = 304,       // --mutate: a condition turned round, and no case noticed
};

// One line of the table of codes: what linters of other tools and the reference call it, and one sentence.
struct CodeLine {
  Code code = Code::Yaml;
  std::string_view name;
  std::string_view sentence;
};
std::span<const CodeLine> codes();  // sorted by code

std::string to_string(Code code);  // "LZR118"

struct Problem {
  Code code = Code::Yaml;
  std::string file;
  int line = 0;  // from 1
  int column = 0;
  std::string message;  // complete: it already says "did you mean"
  std::string nearest;  // the nearest name, where one is near
};

// "file:line:col: LZR118: message"
std::string format_problem(const Problem& problem);
// By file, line, column, code.
void sort_problems(std::vector<Problem>& problems);

}  // namespace lazaret::rules
