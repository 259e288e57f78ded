// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/format.h"

#include <algorithm>
#include <span>
#include <vector>

#include "core/base/text.h"
#include "core/base/yaml_events.h"
#include "rules/canonical.h"
#include "rules/keys.h"

namespace lazaret::rules {
namespace {

using Lines = std::vector<std::string>;
using Keys = std::span<const std::string_view>;

std::size_t indent_of(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }
bool is_blank(const std::string& line) { return trim(line).empty(); }
bool is_comment_at(const std::string& line, std::size_t indent) {
  return indent_of(line) == indent && indent < line.size() && line[indent] == '#';
}

Lines lines_of(std::string_view text) {
  Lines lines;
  for (const auto line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

std::string joined(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines) (out += line) += '\n';
  return out;
}

// One key with its value and the comments above it.
struct Block {
  std::size_t rank = 0;
  std::size_t key_line = 0;  // index into `lines`
  Lines lines;
};

std::size_t rank_of(const std::string& key, Keys order) {
  return static_cast<std::size_t>(std::ranges::find(order, key) - order.begin());
}

// The mapping's keys each stand on a line of their own, at one column: it can be taken apart by lines.
bool is_separable(const YamlNode& map) {
  if (map.kind != YamlNode::Kind::Map || map.entries.empty()) return false;
  for (std::size_t i = 0; i < map.entries.size(); ++i)
    if (map.entries[i].column != map.entries[0].column ||
        (i > 0 && map.entries[i].line <= map.entries[i - 1].line))
      return false;
  return true;
}

// Where the comments begin that stand right above a line.
std::size_t with_comments(const Lines& lines, std::size_t line, std::size_t indent, std::size_t first) {
  while (line > first && is_comment_at(lines[line - 1], indent)) --line;
  return line;
}

// What follows the last value and belongs to nothing: empty lines, comments further left.
std::size_t end_of_values(const Lines& lines, std::size_t first, std::size_t end, std::size_t indent) {
  while (end > first + 1 &&
         (is_blank(lines[end - 1]) || (indent_of(lines[end - 1]) < std::max<std::size_t>(indent, 1) &&
                                       trim(lines[end - 1]).starts_with('#'))))
    --end;
  return end;
}

// Reorders the entries of `map` within lines [first, end); the first key may stand behind "- ".
void reorder(Lines& lines, const YamlNode& map, Keys order, std::size_t end) {
  if (!is_separable(map)) return;
  const auto indent = static_cast<std::size_t>(map.entries[0].column - 1);
  const auto first = static_cast<std::size_t>(map.entries[0].line - 1);
  const std::string prefix = lines[first].substr(0, indent);
  if (prefix.find_first_not_of(" -") != std::string::npos || std::ranges::count(prefix, '-') > 1) return;
  end = end_of_values(lines, first, end, indent);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const auto key = static_cast<std::size_t>(map.entries[i].line - 1);
    const std::size_t begin = i == 0 ? first : with_comments(lines, key, indent, first + 1);
    if (i > 0)
      blocks.back().lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(blocks.back().key_line),
                                 lines.begin() + static_cast<std::ptrdiff_t>(begin));
    blocks.push_back({rank_of(map.entries[i].key, order), begin, {}});
  }
  blocks.back().lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(blocks.back().key_line),
                             lines.begin() + static_cast<std::ptrdiff_t>(end));
  if (std::ranges::is_sorted(blocks, {}, &Block::rank)) return;
  blocks.front().lines.front().replace(0, indent, std::string(indent, ' '));
  std::ranges::stable_sort(blocks, {}, &Block::rank);
  // The comments above a key that comes first now stand above its "- ".
  const std::size_t dash = std::min(prefix.find('-'), indent);
  for (std::string& line : blocks.front().lines) {
    if (!is_comment_at(line, indent)) {
      line.replace(0, indent, prefix);
      break;
    }
    line.replace(0, indent, std::string(dash, ' '));
  }
  auto out = lines.begin() + static_cast<std::ptrdiff_t>(first);
  for (Block& block : blocks) out = std::ranges::move(block.lines, out).out;
}

void reorder_items(Lines& lines, const YamlNode& root, std::string_view key, Keys order) {
  const YamlEntry* list = root.find(key);
  if (!list || list->value.kind != YamlNode::Kind::List) return;
  const auto after =
      std::ranges::find_if(root.entries, [&](const YamlEntry& entry) { return entry.line > list->line; });
  std::size_t list_end =
      after == root.entries.end() ? lines.size() : static_cast<std::size_t>(after->line - 1);
  if (after != root.entries.end()) list_end = with_comments(lines, list_end, 0, 0);
  const auto& items = list->value.items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::size_t end = list_end;
    if (i + 1 < items.size()) {
      end = static_cast<std::size_t>(items[i + 1].line - 1);
      end = with_comments(lines, end, std::min(lines[end].find('-'), lines[end].size()), 0);
    }
    reorder(lines, items[i], order, end);
  }
}

// Spaces at ends of lines, empty lines in a row.
Lines tidied(const Lines& lines) {
  Lines out;
  for (const std::string& line : lines) {
    const std::size_t last = line.find_last_not_of(' ');
    std::string kept = last == std::string::npos ? "" : line.substr(0, last + 1);
    if (kept.empty() && (out.empty() || out.back().empty())) continue;
    out.push_back(std::move(kept));
  }
  while (!out.empty() && out.back().empty()) out.pop_back();
  return out;
}

std::string meaning_of(const YamlNode& root) {
  const CanonicalFile file{"", &root};
  return canonical_form(std::span(&file, 1));
}

// All lines without what moving them may change: their indent and a leading hyphen.
Lines fingerprint_of(const Lines& lines) {
  Lines out;
  for (const std::string& line : lines) {
    auto text = trim(line);
    if (text.starts_with("- ")) text = trim(text.substr(2));
    if (!text.empty()) out.emplace_back(text);
  }
  std::ranges::sort(out);
  return out;
}

struct Bounds {
  explicit Bounds(const Limits& limits)
      : yaml{limits.yaml_bytes, limits.yaml_depth, limits.yaml_nodes, 0, limits.yaml_problems} {}
  YamlBounds yaml;
};

bool is_same(const Lines& before, const YamlNode& root, const Lines& after, const Limits& limits) {
  const YamlTree tree = read_yaml_tree(joined(after), Bounds(limits).yaml);
  return tree.readable && tree.problems.empty() && meaning_of(tree.root) == meaning_of(root) &&
         fingerprint_of(before) == fingerprint_of(after);
}

Result<YamlTree> parse(std::string_view text, const Limits& limits) {
  YamlTree tree = read_yaml_tree(text, Bounds(limits).yaml);
  if (!tree.problems.empty())
    return make_error(ErrorCode::InvalidInput, std::to_string(tree.problems[0].line) + ":" +
                                                   std::to_string(tree.problems[0].column) + ": " +
                                                   tree.problems[0].message);
  if (tree.root.kind != YamlNode::Kind::Map)
    return make_error(ErrorCode::InvalidInput, "not a rule file: it is no mapping");
  if (text.find('\r') != std::string_view::npos)
    return make_error(ErrorCode::Unsupported, "it has carriage returns; write it with plain line ends first");
  return tree;
}

Lines reordered(Lines lines, const YamlNode& root) {
  reorder_items(lines, root, "rules", kRuleKeys);
  reorder_items(lines, root, "gates", kImageGateKeys);
  reorder(lines, root, kFileKeys, lines.size());
  return lines;
}

}  // namespace

Result<std::string> format_rules(std::string_view text, const Limits& limits) {
  const YamlTree tree = TRY(parse(text, limits));
  const Lines before = lines_of(text);
  Lines after = reordered(before, tree.root);
  // Where a text of several lines holds such spaces they stay, everywhere.
  if (Lines tidy = tidied(after); is_same(before, tree.root, tidy, limits)) after = std::move(tidy);
  while (!after.empty() && after.back().empty()) after.pop_back();
  if (is_same(before, tree.root, after, limits)) return joined(after);
  return make_error(ErrorCode::Unsupported,
                    "its keys cannot be put in order without losing something; it is left alone");
}

}  // namespace lazaret::rules
