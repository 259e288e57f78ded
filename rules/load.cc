// SPDX-License-Identifier: Apache-2.0
#include "rules/load.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/base/digest.h"
#include "rules/canonical.h"
#include "rules/keys.h"
#include "rules/read_rule.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kFormat = "rules/v1";

struct Parsed {
  const SourceFile* source = nullptr;
  YamlTree tree;
};

// One load: what was read so far, and the problems of all files.
class Loader {
 public:
  Loader(Instant at, const LoadOptions& options) : at_(at), options_(options), patterns_(options.limits) {
    problems_.limit = options.limits.yaml_problems;
  }
  LoadOutcome run(std::span<const SourceFile> files);

 private:
  bool sort_files(std::span<const SourceFile> files);
  void parse_all();
  void read_file(const Parsed& parsed);
  bool read_header(const MapReader& map, const YamlNode& root, const Reporter& reporter) const;
  std::optional<Layer> read_layer(const MapReader& map, const SourceFile& source,
                                  const Reporter& reporter) const;
  void read_defaults(const MapReader& map, FileContext& context) const;
  void read_rules(const MapReader& map, const FileContext& context);
  void read_gates(const MapReader& map, const FileContext& context);
  void check_ids();
  void check_excepts();
  void check_except(const ReadRule& read, const std::unordered_map<std::string_view, const ReadRule*>& by_id,
                    std::span<const std::string_view> suppressors);
  LoadOutcome finish();

  Instant at_;
  const LoadOptions& options_;
  ProblemList problems_;
  PatternMaker patterns_;
  std::vector<const SourceFile*> sources_;  // by path
  std::vector<Parsed> parsed_;
  RuleSet set_;
  std::vector<ReadRule> rules_;
  std::vector<ReadGate> gates_;
};

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 100)) + "\""; }

// False: too large to go on.
bool Loader::sort_files(std::span<const SourceFile> files) {
  std::uint64_t bytes = 0;
  for (const SourceFile& file : files) {
    sources_.push_back(&file);
    bytes += file.text.size();
  }
  std::ranges::stable_sort(sources_, {},
                           [](const SourceFile* file) -> const std::string& { return file->path; });
  for (std::size_t i = 1; i < sources_.size(); ++i)
    if (sources_[i]->path == sources_[i - 1]->path)
      Reporter(problems_, sources_[i]->path).add(Code::DuplicateId, {1, 1}, "this file is given twice");
  if (bytes <= options_.limits.yaml_set_bytes) return true;
  Reporter(problems_, sources_.front()->path)
      .add(Code::Limit, {1, 1},
           "the rule set has " + std::to_string(bytes) + " bytes, the limit yaml_set_bytes is " +
               std::to_string(options_.limits.yaml_set_bytes));
  return false;
}

void Loader::parse_all() {
  const Limits& limits = options_.limits;
  YamlBounds bounds{limits.yaml_bytes, limits.yaml_depth, limits.yaml_nodes, 0, limits.yaml_problems};
  for (const SourceFile* source : sources_) {
    Parsed parsed{source, read_yaml_tree(source->text, bounds)};
    bounds.nodes_before += parsed.tree.nodes;
    const Reporter reporter(problems_, source->path);
    for (YamlProblem& problem : parsed.tree.problems)
      reporter.add(parsed.tree.over_limit ? Code::Limit : Code::Yaml, {problem.line, problem.column},
                   std::move(problem.message));
    parsed_.push_back(std::move(parsed));
    if (bounds.nodes_before > limits.yaml_nodes) return;  // every further file would say the same
  }
}

bool Loader::read_header(const MapReader& map, const YamlNode& root, const Reporter& reporter) const {
  const bool is_first = map.is_map() && !root.entries.empty() && root.entries.front().key == "lazaret";
  if (!is_first) {
    const YamlEntry* elsewhere = map.is_map() ? map.entry("lazaret") : nullptr;
    reporter.add(Code::Header,
                 elsewhere ? key_span(*elsewhere) : Span{std::max(root.line, 1), std::max(root.column, 1)},
                 "a rule file begins with lazaret: rules/v1");
    return elsewhere != nullptr;
  }
  const YamlNode& value = root.entries.front().value;
  if (value.kind == YamlNode::Kind::Scalar && value.text == kFormat) return true;
  reporter.add(Code::Header, span_of(value),
               "this is " + shape_of(value) + "; Lazaret " LAZARET_VERSION " reads lazaret: rules/v1");
  return false;
}

std::optional<Layer> Loader::read_layer(const MapReader& map, const SourceFile& source,
                                        const Reporter& reporter) const {
  const auto word = map.word("layer", kLayerWords);
  if (map.entry("layer") && !word) return std::nullopt;
  const Layer layer = word ? *parse_layer(*word) : source.layer.value_or(Layer::Global);
  const Span span = word ? span_of(map.entry("layer")->value) : map.span();
  if (source.layer && layer != *source.layer) {
    reporter.add(Code::Layer, span,
                 "layer " + std::string(to_string(layer)) + " in a directory of layer " +
                     std::string(to_string(*source.layer)));
    return std::nullopt;
  }
  if (!source.layer && (layer == Layer::Builtin || layer == Layer::Vex)) {
    reporter.add(Code::Layer, span,
                 "layer " + std::string(to_string(layer)) +
                     " is not for files of operators; use global, registry or repository");
    return std::nullopt;
  }
  return layer;
}

void Loader::read_defaults(const MapReader& map, FileContext& context) const {
  const YamlEntry* entry = map.entry("defaults");
  if (!entry) return;
  const MapReader defaults(entry->value, "defaults", kDefaultsKeys, context.reporter);
  context.default_owner = defaults.text("owner").value_or("");
  context.default_priority = static_cast<int>(defaults.integer("priority", -1000, 1000).value_or(0));
}

// The value of a key that holds a mapping or a list; null where it is absent or something else, which is
// reported.
const YamlNode* node_of_kind(const MapReader& map, std::string_view key, YamlNode::Kind kind,
                             const Reporter& reporter) {
  const YamlEntry* entry = map.entry(key);
  if (!entry || entry->value.kind == kind) return entry ? &entry->value : nullptr;
  reporter.add(Code::WrongShape, span_of(entry->value),
               std::string(key) + " is a " + (kind == YamlNode::Kind::Map ? "mapping" : "list") + ", not " +
                   shape_of(entry->value));
  return nullptr;
}

void Loader::read_rules(const MapReader& map, const FileContext& context) {
  const YamlNode* list = node_of_kind(map, "rules", YamlNode::Kind::List, context.reporter);
  if (!list) return;
  for (std::uint32_t i = 0; i < list->items.size(); ++i)
    if (auto rule = read_rule(list->items[i], i, context)) rules_.push_back(std::move(*rule));
}

void Loader::read_gates(const MapReader& map, const FileContext& context) {
  const YamlNode* list = node_of_kind(map, "gates", YamlNode::Kind::List, context.reporter);
  if (!list) return;
  for (std::uint32_t i = 0; i < list->items.size(); ++i)
    if (auto gate = read_image_gate(list->items[i], i, context)) gates_.push_back(std::move(*gate));
}

void Loader::read_file(const Parsed& parsed) {
  const Reporter reporter(problems_, parsed.source->path);
  const auto file = static_cast<std::uint32_t>(set_.files.size());
  set_.files.push_back({parsed.source->path, Layer::Global, nullptr});
  if (!parsed.tree.readable) return;
  const YamlNode& root = parsed.tree.root;
  if (root.kind != YamlNode::Kind::Map) {
    reporter.add(Code::Header, {std::max(root.line, 1), std::max(root.column, 1)},
                 "a rule file begins with lazaret: rules/v1");
    return;
  }
  const MapReader map(root, "a rule file", kFileKeys, reporter);
  if (!read_header(map, root, reporter)) return;
  ConditionReader conditions(node_of_kind(map, "lists", YamlNode::Kind::Map, reporter),
                             node_of_kind(map, "macros", YamlNode::Kind::Map, reporter), options_.limits,
                             patterns_, reporter);
  conditions.check_definitions();
  FileContext context{file, Layer::Global, nullptr, "", 0, at_, options_, conditions, reporter};
  context.layer = read_layer(map, *parsed.source, reporter).value_or(Layer::Global);
  read_defaults(map, context);
  if (const auto* scope = map.entry("scope")) context.scope = read_scope(scope->value, conditions, reporter);
  set_.files.back().layer = context.layer;
  set_.files.back().scope = context.scope;
  read_rules(map, context);
  read_gates(map, context);
}

std::string place(const std::string& file, Span span) {
  return file + ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
}

// Ids name rules in decision records, `except` and tests: one rule each.
void Loader::check_ids() {
  std::unordered_map<std::string_view, std::string> places;
  const auto check = [&](const std::string& id, std::uint32_t file, Span span) {
    const std::string& path = set_.files[file].path;
    const auto [first, is_new] = places.emplace(id, place(path, span));
    if (!is_new)
      Reporter(problems_, path)
          .add(Code::DuplicateId, span, "the id " + quoted(id) + " is already that of " + first->second);
  };
  for (const ReadRule& read : rules_) check(read.rule.id, read.rule.file, read.id_span);
  for (const ReadGate& read : gates_) check(read.gate.id, read.gate.file, read.id_span);
}

void Loader::check_except(const ReadRule& read,
                          const std::unordered_map<std::string_view, const ReadRule*>& by_id,
                          std::span<const std::string_view> suppressors) {
  if (!read.rule.protect) return;
  const Reporter reporter(problems_, set_.files[read.rule.file].path);
  for (const std::string& id : read.rule.protect->except) {
    const auto named = by_id.find(id);
    if (named == by_id.end())
      reporter.add_near(Code::UnknownName, read.except_span,
                        "except names " + quoted(id) + ", and there is no such rule", id, suppressors);
    else if (!named->second->rule.suppress)
      reporter.add(Code::BadValue, read.except_span,
                   "except names " + quoted(id) + " at " +
                       place(set_.files[named->second->rule.file].path, named->second->id_span) +
                       ", which suppresses nothing");
  }
}

void Loader::check_excepts() {
  std::unordered_map<std::string_view, const ReadRule*> by_id;
  std::vector<std::string_view> suppressors;
  for (const ReadRule& read : rules_) {
    by_id.emplace(read.rule.id, &read);
    if (read.rule.suppress) suppressors.push_back(read.rule.id);
  }
  for (const ReadRule& read : rules_) check_except(read, by_id, suppressors);
}

LoadOutcome Loader::finish() {
  LoadOutcome outcome;
  sort_problems(problems_.kept);
  outcome.problems = std::move(problems_.kept);
  outcome.problems_left_out = problems_.left_out;
  if (!outcome.problems.empty()) return outcome;
  std::vector<CanonicalFile> files;
  for (const Parsed& parsed : parsed_) files.push_back({parsed.source->path, &parsed.tree.root});
  set_.id = sha256_of(canonical_form(files)).text();
  for (ReadRule& read : rules_) set_.rules.push_back(std::move(read.rule));
  for (ReadGate& read : gates_) set_.gates.push_back(std::move(read.gate));
  outcome.rules = std::make_shared<const RuleSet>(std::move(set_));
  return outcome;
}

LoadOutcome Loader::run(std::span<const SourceFile> files) {
  if (!sort_files(files)) return finish();
  parse_all();
  for (const Parsed& parsed : parsed_) read_file(parsed);
  check_ids();
  // A rule that could not be read would look like one that is not there.
  if (problems_.size() == 0) check_excepts();
  return finish();
}

}  // namespace

LoadOutcome load(std::span<const SourceFile> files, Instant at, const LoadOptions& options) {
  return Loader(at, options).run(files);
}

}  // namespace lazaret::rules
