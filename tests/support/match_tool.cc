// SPDX-License-Identifier: Apache-2.0
// Matches a tab-separated inventory against a generation and prints findings and gaps as JSON.
// Called by tests that compare the matcher with the reference evaluator (tests/support/reference_matcher.py).
// Lines: "os<TAB>id<TAB>version_id", "package<TAB>type<TAB>name<TAB>version<TAB>source<TAB>source
// version<TAB>modularity".
#include <cstdio>
#include <optional>

#include "core/advisory/build.h"
#include "core/advisory/matcher.h"
#include "core/base/fd.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace {

using namespace lazaret;

struct Inventory {
  std::optional<OsRelease> os;
  std::vector<Package> packages;
};

Package package_from(const std::vector<std::string_view>& columns) {
  Package package;
  package.type = columns[1];
  package.name = columns[2];
  package.version = columns[3];
  package.purl = package.type + "/" + package.name + "@" + package.version;
  if (columns.size() > 5) package.source = {std::string(columns[4]), std::string(columns[5])};
  if (columns.size() > 6 && !columns[6].empty()) package.properties["modularity"] = columns[6];
  return package;
}

Inventory read_inventory(std::string_view text) {
  Inventory inventory;
  for (const std::string_view line : split(text, '\n')) {
    const auto columns = split(line, '\t');
    if (columns[0] == "os" && columns.size() == 3)
      inventory.os = OsRelease{std::string(columns[1]), std::string(columns[2]), "", "", ""};
    if (columns[0] == "package" && columns.size() >= 4) inventory.packages.push_back(package_from(columns));
  }
  return inventory;
}

std::string to_json(const advisory::MatchResult& result) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("findings").begin_array();
  for (const Finding& finding : result.findings) {
    json.begin_object().key("id").value(finding.id).key("package").value(finding.package);
    json.key("advisories").begin_array();
    for (const std::string& id : finding.advisories) json.value(id);
    json.end_array()
        .key("fixed")
        .value(finding.fixed_version)
        .key("state")
        .value(to_string(finding.fix_state));
    json.key("severity")
        .value(to_string(finding.severity))
        .key("by")
        .value(finding.severity_source)
        .end_object();
  }
  json.end_array().key("gaps").begin_array();
  for (const Gap& gap : result.gaps)
    json.begin_object()
        .key("kind")
        .value(gap.kind)
        .key("subject")
        .value(gap.subject)
        .key("reason")
        .value(gap.reason)
        .end_object();
  return json.end_array().end_object().take();
}

Result<std::string> run(const std::string& generation_path, const std::string& inventory_path) {
  const auto generation = TRY(advisory::Generation::open(generation_path));
  const Inventory inventory = read_inventory(TRY(read_file(inventory_path, 256u << 20)));
  const OsRelease* os = inventory.os.has_value() ? &*inventory.os : nullptr;
  const Instant built = TRY(parse_instant(generation.info().built));
  return to_json(advisory::match(generation, os, inventory.packages, built));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: match-tool GENERATION INVENTORY\n", stderr);
    return 64;
  }
  const auto json = run(argv[1], argv[2]);
  std::puts(json.has_value() ? json.value().c_str() : json.error().message.c_str());
  return json.has_value() ? 0 : 1;
}
