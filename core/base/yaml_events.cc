// SPDX-License-Identifier: Apache-2.0
#include "core/base/yaml_events.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "core/base/text.h"

namespace lazaret {
namespace {

// Ends the reading: yaml-cpp's own exception, caught with its others below.
[[noreturn]] void stop(const YAML::Mark& mark, const std::string& message) {
  throw YAML::ParserException(mark, message);
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(YamlTree& tree, const YamlBounds& bounds) : tree_(tree), bounds_(bounds) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) stop(mark, "a second document is not allowed");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, "", anchor);
    if (wants_key()) stop(mark, "a key is missing");
    place(node_at(mark, YamlNode::Kind::Null));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not allowed");
    OnNull(mark, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::List);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::Map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    YamlNode node;
    std::optional<YamlEntry> entry;   // of a map, its key read: the value comes next
    bool dropped = false;             // the entry's key was refused
    std::map<std::string, int> seen;  // keys of a map and their lines
  };
  bool wants_key() const {
    return !levels_.empty() && levels_.back().node.kind == YamlNode::Kind::Map && !levels_.back().entry;
  }
  YamlNode node_at(const YAML::Mark& mark, YamlNode::Kind kind);
  [[noreturn]] void stop_at_limit(const YAML::Mark& mark, const std::string& message);
  void refuse(const YAML::Mark& mark, const std::string& message);
  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void key(const YAML::Mark& mark, const std::string& name, bool plain);
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind);
  void close();
  void place(YamlNode node);

  YamlTree& tree_;
  const YamlBounds& bounds_;
  std::vector<Level> levels_;
  int documents_ = 0;
};

void TreeBuilder::stop_at_limit(const YAML::Mark& mark, const std::string& message) {
  tree_.over_limit = true;
  stop(mark, message);
}

void TreeBuilder::refuse(const YAML::Mark& mark, const std::string& message) {
  if (tree_.problems.size() < bounds_.problems)
    tree_.problems.push_back({mark.line + 1, mark.column + 1, message});
}

YamlNode TreeBuilder::node_at(const YAML::Mark& mark, YamlNode::Kind kind) {
  if (++tree_.nodes + bounds_.nodes_before > bounds_.nodes)
    stop_at_limit(mark, "more than " + std::to_string(bounds_.nodes) +
                            " values, the limit yaml_nodes; split the rules");
  YamlNode node;
  node.kind = kind;
  node.line = mark.line + 1;
  node.column = mark.column + 1;
  return node;
}

// yaml-cpp says "?" for a plain value without a tag and "!" for a quoted one.
void TreeBuilder::check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  if (anchor != 0) refuse(mark, "anchors are not allowed");
  if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags are not allowed");
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check(mark, tag, anchor);
  if (wants_key()) return key(mark, value, tag != "!");
  YamlNode node = node_at(mark, YamlNode::Kind::Scalar);
  node.text = value;
  node.plain = tag != "!";
  place(std::move(node));
}

void TreeBuilder::key(const YAML::Mark& mark, const std::string& name, bool plain) {
  Level& level = levels_.back();
  const auto [first, is_new] = level.seen.emplace(name, mark.line + 1);
  level.dropped = !is_new || (plain && name == "<<");
  if (!is_new)
    refuse(mark, "duplicate key \"" + name + "\", first on line " + std::to_string(first->second));
  else if (level.dropped)
    refuse(mark, "merge keys are not allowed");
  level.entry = YamlEntry{name, mark.line + 1, mark.column + 1, {}};
}

void TreeBuilder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YamlNode::Kind kind) {
  check(mark, tag, anchor);
  if (levels_.size() >= bounds_.depth)
    stop_at_limit(mark, "nested deeper than " + std::to_string(bounds_.depth) + " levels");
  if (wants_key()) stop(mark, "a mapping or a list cannot be a key");
  levels_.push_back({node_at(mark, kind), std::nullopt, false, {}});
}

// On malformed nested input yaml-cpp may end what it never began, just before it throws.
void TreeBuilder::close() {
  if (levels_.empty()) return;
  YamlNode node = std::move(levels_.back().node);
  levels_.pop_back();
  place(std::move(node));
}

void TreeBuilder::place(YamlNode node) {
  if (levels_.empty()) {
    tree_.root = std::move(node);
    return;
  }
  Level& level = levels_.back();
  if (level.node.kind == YamlNode::Kind::List) return level.node.items.push_back(std::move(node));
  if (!level.entry) return;
  level.entry->value = std::move(node);
  if (!level.dropped) level.node.entries.push_back(std::move(*level.entry));
  level.entry.reset();
}

// What a reader of the file cannot see, or what indents differently in every editor.
std::optional<YamlProblem> find_bad_byte(std::string_view text) {
  int line = 1;
  std::size_t line_begin = 0;
  const auto here = [&](std::size_t at, std::string message) {
    return YamlProblem{line, static_cast<int>(at - line_begin) + 1, std::move(message)};
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\t') return here(i, "tabs are not allowed; indent with spaces, write \"\\t\" in a text");
    if (byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\r'))
      return here(i, "a control character is not allowed");
    if (byte >= 0x80) {
      const std::size_t length = utf8_sequence_length(text.substr(i));
      if (length == 0) return here(i, "the text is not UTF-8");
      i += length - 1;
    }
    if (byte == '\n') ++line, line_begin = i + 1;
  }
  return std::nullopt;
}

YamlTree unreadable(YamlTree tree, YamlProblem problem) {
  tree.problems.push_back(std::move(problem));
  tree.root = {};
  tree.readable = false;
  return tree;
}

// The parser stops at what it does not need: a file that goes on after its document must still be seen.
void parse(std::string_view text, TreeBuilder& builder) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
}

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

YamlTree read_yaml_tree(std::string_view text, const YamlBounds& bounds) {
  YamlTree tree;
  tree.over_limit = text.size() > bounds.bytes;
  if (tree.over_limit)
    return unreadable(std::move(tree),
                      {1, 1,
                       std::to_string(text.size()) + " bytes of YAML, the limit yaml_bytes is " +
                           std::to_string(bounds.bytes)});
  if (auto problem = find_bad_byte(text)) return unreadable({}, std::move(*problem));
  try {
    TreeBuilder builder(tree, bounds);
    parse(text, builder);
  } catch (const YAML::ParserException& problem) {
    return unreadable(std::move(tree), {problem.mark.line + 1, problem.mark.column + 1, problem.msg});
  }
  return tree;
}

namespace {

constexpr YamlBounds kSettingsBounds{.bytes = 1u << 20, .depth = 8, .nodes = 10'000, .problems = 1};

Result<void> flatten(const YamlNode& map, const std::string& prefix, std::string_view what,
                     std::vector<YamlSetting>& out);

Error settings_error(std::string_view what, int line, int column, std::string_view message) {
  return make_error(ErrorCode::InvalidInput, std::string(what) + ":" + std::to_string(line) + ":" +
                                                 std::to_string(column) + ": " + std::string(message));
}

Result<void> flatten_entry(const YamlEntry& entry, const std::string& prefix, std::string_view what,
                           std::vector<YamlSetting>& out) {
  const YamlNode& value = entry.value;
  const std::string path = prefix + entry.key;
  if (value.kind == YamlNode::Kind::Map) return flatten(value, path + ".", what, out);
  for (const auto& item : value.items) {
    if (item.kind != YamlNode::Kind::Scalar)
      return settings_error(what, item.line, item.column, "an element of a list is one value");
    out.push_back({path + "[]", item.text, item.line, item.column});
  }
  if (value.kind == YamlNode::Kind::List) {
    if (!value.items.empty()) return {};
    return settings_error(what, value.line, value.column, "an empty list says nothing: leave the key out");
  }
  out.push_back({path, value.text, value.line, value.column});
  return {};
}

Result<void> flatten(const YamlNode& map, const std::string& prefix, std::string_view what,
                     std::vector<YamlSetting>& out) {
  for (const auto& entry : map.entries) TRY(flatten_entry(entry, prefix, what, out));
  return {};
}

}  // namespace

Result<std::vector<YamlSetting>> read_yaml_settings(std::string_view text, std::string_view what) {
  const YamlTree tree = read_yaml_tree(text, kSettingsBounds);
  if (!tree.problems.empty()) {
    const YamlProblem& first = tree.problems.front();
    return settings_error(what, first.line, first.column, first.message);
  }
  std::vector<YamlSetting> settings;
  if (tree.root.kind == YamlNode::Kind::Null) return settings;
  if (tree.root.kind != YamlNode::Kind::Map)
    return settings_error(what, tree.root.line, tree.root.column, "a mapping of settings is expected");
  TRY(flatten(tree.root, "", what, settings));
  return settings;
}

}  // namespace lazaret
