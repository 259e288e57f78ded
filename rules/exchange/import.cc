// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/import.h"

#include <algorithm>

#include "core/base/text.h"
#include "rules/exchange/formats.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"

namespace lazaret::rules::exchange {
namespace {

// A reader of VEX documents, as an importer of rules.
template <auto kRead>
Result<Drafts> from_vex(const ImportSource& source, const Limits& limits) {
  const auto document = TRY(kRead(source, limits));
  return vex_drafts({document}, limits);
}

constexpr ImportFormat kFormats[] = {
    {"trivyignore", "TRIVY", "a .trivyignore", read_trivyignore},
    {"trivyignore-yaml", "TRIVY", "a .trivyignore.yaml", read_trivyignore_yaml},
    {"grype", "GRYPE", "the ignore section of a .grype.yaml", read_grype},
    {"osv-scanner", "OSV", "an osv-scanner.toml", read_osv_scanner},
    {"openvex", "OPENVEX", "an OpenVEX document", from_vex<read_openvex>},
    {"csaf", "CSAF", "a CSAF VEX document", from_vex<read_csaf>},
    {"cyclonedx", "CYCLONEDX", "a CycloneDX document with analyses", from_vex<read_cyclonedx>},
    {"azure-json", "AZURE", "disable rules of Defender for Cloud, as JSON", read_azure},
};

// A rule that counted for some images only would hide more when it counts for all.
void leave_out_unscoped(Drafts& drafts, const ImportOptions& options) {
  if (!options.registry.empty() || !options.repository.empty()) return;
  std::erase_if(drafts.rules, [&](const RuleDraft& draft) {
    if (draft.scoped)
      drafts.losses.push_back({draft.line, "\"" + draft.name +
                                               "\" counts in a scope of its own: give the registry "
                                               "or repository that it means (the rule was left out)"});
    return draft.scoped;
  });
}

Result<const ImportFormat*> find_format(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& format : kFormats) {
    if (format.name == name) return &format;
    names.push_back(format.name);
  }
  std::string message = "no format \"" + std::string(name) + "\" to import from";
  if (const auto near = nearest_name(name, names)) message += ", did you mean \"" + std::string(*near) + "\"";
  return make_error(ErrorCode::NotFound, std::move(message));
}

}  // namespace

std::span<const ImportFormat> import_formats() { return kFormats; }

Result<Import> import_rules(std::string_view format_name, const ImportSource& source,
                            const ImportOptions& options, const Limits& limits) {
  const ImportFormat* format = TRY(find_format(format_name));
  auto drafts = TRY(format->read(source, limits));
  leave_out_unscoped(drafts, options);
  std::stable_sort(drafts.losses.begin(), drafts.losses.end(),
                   [](const Loss& a, const Loss& b) { return a.line < b.line; });
  if (drafts.rules.size() > limits.import_rules)
    return make_error(ErrorCode::LimitExceeded,
                      std::string(source.name) + ": " + std::to_string(drafts.rules.size()) +
                          " suppressions, the limit import_rules is " + std::to_string(limits.import_rules));
  const std::string_view prefix = options.id_prefix.empty() ? format->id_prefix : options.id_prefix;
  auto yaml = TRY(write_rules(drafts.rules, options, prefix, source.name).with_context(source.name));
  return Import{std::move(yaml), drafts.rules.size(), std::move(drafts.losses)};
}

}  // namespace lazaret::rules::exchange
