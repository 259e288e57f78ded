// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/test_file.h"

#include <algorithm>
#include <array>

namespace lazaret::rules {
namespace {

using Keys = std::string_view;

constexpr std::string_view kFormat = "rules-test/v1";
constexpr std::array<Keys, 4> kFileKeys{"lazaret", "defaults", "cases", "table"};
constexpr std::array<Keys, 3> kDefaultKeys{"at", "finding", "image"};
constexpr std::array<Keys, 5> kCaseKeys{"name", "at", "finding", "image", "expect"};
constexpr std::array<Keys, 8> kExpectKeys{"status",     "severity", "tags",   "suppressed_by",
                                          "blocked_by", "gates",    "routes", "unknown"};
constexpr std::array<Keys, 2> kTableKeys{"columns", "rows"};
constexpr std::array<Keys, 2> kStatuses{"open", "suppressed"};
constexpr std::array<Keys, 3> kResults{"pass", "warn", "fail"};

const YamlNode kNothing;

class FileReader {
 public:
  FileReader(const YamlNode& root, const Reporter& reporter, std::vector<TestCase>& cases)
      : root_(root), reporter_(reporter), cases_(cases) {}
  void read();

 private:
  bool is_header_right() const;
  std::optional<Instant> instant(const YamlNode& map) const;
  const YamlNode& part(const YamlNode& map, Keys key, YamlNode::Kind kind) const;
  void facts(const YamlNode& map, Instant at, Facts& facts) const;
  void read_case(const YamlNode& node);
  void read_row(const YamlNode& columns, const YamlNode& row);
  YamlNode case_of(const YamlNode& columns, const YamlNode& row) const;
  void expectation(const YamlNode& node, Expectation& expect) const;
  void check_word(const MaybeExpected<std::string>& word, std::span<const Keys> words) const;
  MaybeExpected<std::string> text(const YamlNode& map, Keys key) const;
  MaybeExpected<std::vector<std::string>> texts(const YamlNode& map, Keys key) const;
  MaybeExpected<std::map<std::string, std::string>> gates(const YamlNode& map) const;

  const YamlNode& root_;
  const Reporter& reporter_;
  std::vector<TestCase>& cases_;
  const YamlNode* defaults_ = &kNothing;
};

bool FileReader::is_header_right() const {
  const YamlEntry* header = root_.entries.empty() ? nullptr : &root_.entries.front();
  if (header && header->key == "lazaret" && header->value.text == kFormat) return true;
  reporter_.add(Code::Header, {std::max(root_.line, 1), std::max(root_.column, 1)},
                "a file of cases begins with lazaret: rules-test/v1");
  return false;
}

std::optional<Instant> FileReader::instant(const YamlNode& map) const {
  const YamlEntry* entry = map.find("at");
  if (!entry) return std::nullopt;
  const auto parsed = parse_instant(entry->value.text);
  if (parsed) return *parsed;
  reporter_.add(Code::BadValue, span_of(entry->value),
                "at is a date or an instant: " + parsed.error().message);
  return std::nullopt;
}

// The value of `key`, or nothing; of another kind than `kind` it is reported.
const YamlNode& FileReader::part(const YamlNode& map, Keys key, YamlNode::Kind kind) const {
  const YamlEntry* entry = map.find(key);
  if (!entry || entry->value.kind == kind) return entry ? entry->value : kNothing;
  reporter_.add(Code::WrongShape, span_of(entry->value),
                std::string(key) + " is a " + (kind == YamlNode::Kind::Map ? "mapping" : "list") + ", not " +
                    shape_of(entry->value));
  return kNothing;
}

// Opinions on the severity, which `reclassify: {from: …}` chooses from, are no field.
void read_opinions(const YamlNode& node, const Reporter& reporter, FindingFacts& finding) {
  for (const YamlEntry& entry : node.entries) {
    const auto severity = parse_severity(entry.value.text);
    if (!severity)
      reporter.add(Code::BadValue, span_of(entry.value), "not a severity: " + shape_of(entry.value));
    finding.opinions.push_back({entry.key, severity.value_or(Severity::Unknown)});
  }
}

void FileReader::facts(const YamlNode& map, Instant at, Facts& facts) const {
  for (const YamlEntry& entry : part(map, "finding", YamlNode::Kind::Map).entries)
    if (entry.key == "severities")
      read_opinions(entry.value, reporter_, facts.finding);
    else
      set_fact(entry, false, at, reporter_, facts);
  for (const YamlEntry& entry : part(map, "image", YamlNode::Kind::Map).entries)
    set_fact(entry, true, at, reporter_, facts);
}

MaybeExpected<std::string> FileReader::text(const YamlNode& map, Keys key) const {
  const YamlEntry* entry = map.find(key);
  if (!entry) return std::nullopt;
  const YamlNode& value = entry->value;
  if (value.kind == YamlNode::Kind::Null || value.kind == YamlNode::Kind::Scalar)
    return Expected<std::string>{value.text, key_span(*entry)};
  reporter_.add(Code::WrongShape, span_of(value), std::string(key) + " is a text, not " + shape_of(value));
  return std::nullopt;
}

MaybeExpected<std::vector<std::string>> FileReader::texts(const YamlNode& map, Keys key) const {
  const YamlEntry* entry = map.find(key);
  if (!entry) return std::nullopt;
  Expected<std::vector<std::string>> out{{}, key_span(*entry)};
  const bool is_empty = entry->value.kind == YamlNode::Kind::List && entry->value.items.empty();
  if (!is_empty && entry->value.kind != YamlNode::Kind::Null)
    out.value = read_texts(entry->value, key, reporter_);
  std::ranges::sort(out.value);
  return out;
}

MaybeExpected<std::map<std::string, std::string>> FileReader::gates(const YamlNode& map) const {
  const YamlEntry* entry = map.find("gates");
  if (!entry) return std::nullopt;
  Expected<std::map<std::string, std::string>> out{{}, key_span(*entry)};
  for (const YamlEntry& gate : part(map, "gates", YamlNode::Kind::Map).entries) {
    check_word(Expected<std::string>{gate.value.text, span_of(gate.value)}, kResults);
    out.value.emplace(gate.key, gate.value.text);
  }
  return out;
}

void FileReader::check_word(const MaybeExpected<std::string>& word, std::span<const Keys> words) const {
  if (word && std::ranges::find(words, word->value) == words.end())
    reporter_.add_near(Code::BadValue, word->span, "no such word: \"" + word->value.substr(0, 100) + "\"",
                       word->value, words);
}

void FileReader::expectation(const YamlNode& node, Expectation& expect) const {
  const MapReader map(node, "expect", kExpectKeys, reporter_);
  if (map.is_map() && node.entries.empty())
    reporter_.add(Code::EmptyCondition, span_of(node), "a case that expects nothing proves nothing");
  expect.status = text(node, "status");
  expect.severity = text(node, "severity");
  expect.suppressed_by = text(node, "suppressed_by");
  expect.tags = texts(node, "tags");
  expect.blocked_by = texts(node, "blocked_by");
  expect.unknown = texts(node, "unknown");
  expect.routes = texts(node, "routes");
  expect.gates = gates(node);
  check_word(expect.status, kStatuses);
  check_word(expect.severity, kSeverityNames);
}

void FileReader::read_case(const YamlNode& node) {
  const MapReader map(node, "a case", kCaseKeys, reporter_);
  if (!map.is_map()) return;
  TestCase out;
  out.name = map.required_text("name").value_or("");
  out.file = reporter_.file();
  out.span = span_of(node);
  const auto at = node.find("at") ? instant(node) : instant(*defaults_);
  if (!node.find("at") && !defaults_->find("at"))
    reporter_.add(Code::MissingKey, span_of(node), "a case needs at, here or in the file's defaults");
  out.at = at.value_or(Instant{});
  facts(*defaults_, out.at, out.facts);
  facts(node, out.at, out.facts);
  if (map.require("expect")) expectation(node.find("expect")->value, out.expect);
  cases_.push_back(std::move(out));
}

YamlEntry& member(YamlNode& map, std::string_view key, const YamlNode& place) {
  for (YamlEntry& entry : map.entries)
    if (entry.key == key) return entry;
  YamlEntry entry;
  entry.key = key;
  entry.line = entry.value.line = place.line;
  entry.column = entry.value.column = place.column;
  entry.value.kind = YamlNode::Kind::Map;
  return map.entries.emplace_back(std::move(entry));
}

// A column is name, at, expect.KEY, or a fact by its field's name; an empty cell says nothing.
YamlNode FileReader::case_of(const YamlNode& columns, const YamlNode& row) const {
  YamlNode out;
  out.kind = YamlNode::Kind::Map;
  out.line = row.line;
  out.column = row.column;
  for (std::size_t i = 0; i < row.items.size(); ++i) {
    const std::string& column = columns.items[i].text;
    const YamlNode& cell = row.items[i];
    if (cell.kind == YamlNode::Kind::Null) continue;
    const bool is_expected = column.starts_with("expect.");
    const auto field = find_field(column).field;
    const bool stands_alone = column == "name" || column == "at";
    YamlNode& target = stands_alone  ? out
                       : is_expected ? member(out, "expect", row).value
                                     : member(out, field && field->of_image ? "image" : "finding", row).value;
    target.entries.push_back({is_expected ? column.substr(7) : column, cell.line, cell.column, cell});
  }
  return out;
}

void FileReader::read_row(const YamlNode& columns, const YamlNode& row) {
  if (row.kind == YamlNode::Kind::List && row.items.size() == columns.items.size())
    return read_case(case_of(columns, row));
  reporter_.add(Code::WrongShape, span_of(row),
                "a row is a list of " + std::to_string(columns.items.size()) + " values, one a column");
}

void FileReader::read() {
  if (!is_header_right()) return;
  const MapReader map(root_, "a file of cases", kFileKeys, reporter_);
  defaults_ = &part(root_, "defaults", YamlNode::Kind::Map);
  if (defaults_ != &kNothing) const MapReader check(*defaults_, "defaults", kDefaultKeys, reporter_);
  for (const YamlNode& node : part(root_, "cases", YamlNode::Kind::List).items) read_case(node);
  const YamlNode& table = part(root_, "table", YamlNode::Kind::Map);
  if (table.kind == YamlNode::Kind::Null) return;
  const MapReader check(table, "table", kTableKeys, reporter_);
  const YamlNode& columns = part(table, "columns", YamlNode::Kind::List);
  for (const YamlNode& row : part(table, "rows", YamlNode::Kind::List).items) read_row(columns, row);
}

}  // namespace

TestCases read_test_files(std::span<const SourceFile> files, const Limits& limits) {
  TestCases out;
  ProblemList problems;
  problems.limit = limits.yaml_problems;
  YamlBounds bounds{limits.yaml_bytes, limits.yaml_depth, limits.yaml_nodes, 0, limits.yaml_problems};
  for (const SourceFile& file : files) {
    const YamlTree tree = read_yaml_tree(file.text, bounds);
    bounds.nodes_before += tree.nodes;
    const Reporter reporter(problems, file.path);
    for (const YamlProblem& problem : tree.problems)
      reporter.add(tree.over_limit ? Code::Limit : Code::Yaml, {problem.line, problem.column},
                   problem.message);
    if (tree.readable) FileReader(tree.root, reporter, out.cases).read();
    if (bounds.nodes_before > limits.yaml_nodes) break;
  }
  sort_problems(problems.kept);
  out.problems = std::move(problems.kept);
  out.problems_left_out = problems.left_out;
  return out;
}

}  // namespace lazaret::rules
