// SPDX-License-Identifier: Apache-2.0
#include "rules/canonical.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace lazaret::rules {
namespace {

void append(std::string& out, const YamlNode& node);

void append_map(std::string& out, const YamlNode& node) {
  std::vector<const YamlEntry*> entries;
  for (const YamlEntry& entry : node.entries) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const YamlEntry* entry) -> const std::string& { return entry->key; });
  out += '{';
  for (const YamlEntry* entry : entries) {
    append_json_string(out, entry->key);
    out += ':';
    append(out, entry->value);
    out += ',';
  }
  out += '}';
}

void append(std::string& out, const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Null: out += "null"; return;
    case YamlNode::Kind::Scalar: append_json_string(out, node.text); return;
    case YamlNode::Kind::Map: append_map(out, node); return;
    case YamlNode::Kind::List: break;
  }
  out += '[';
  for (const YamlNode& item : node.items) {
    append(out, item);
    out += ',';
  }
  out += ']';
}

}  // namespace

std::string canonical_form(std::span<const CanonicalFile> files_by_path) {
  std::string out = "rules/v1\n";
  for (const CanonicalFile& file : files_by_path) {
    append_json_string(out, file.path);
    out += ' ';
    append(out, *file.root);
    out += '\n';
  }
  return out;
}

}  // namespace lazaret::rules
