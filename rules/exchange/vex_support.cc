// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/vex_support.h"

#include <algorithm>

#include "rules/exchange/purl_parts.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::string_view kJustifications[] = {
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

std::uint64_t bytes_of(const VexStatement& statement) {
  std::uint64_t sum = statement.vulnerability.size() + statement.justification.size() +
                      statement.impact.size() + bytes_of(statement.product);
  if (statement.subcomponent) sum += bytes_of(*statement.subcomponent);
  for (const auto& alias : statement.aliases) sum += alias.size();
  return sum;
}

}  // namespace

std::string_view to_string(VexStatus status) {
  constexpr std::string_view kNames[] = {"not_affected", "affected", "fixed", "under_investigation",
                                         "false_positive"};
  return kNames[static_cast<std::size_t>(status)];
}

std::uint64_t bytes_of(const VexProduct& product) {
  std::uint64_t sum = product.name.size() + product.purl.size() + product.cpe.size();
  for (const auto& digest : product.digests) sum += digest.size();
  return sum;
}

Result<void> check_bytes(const Source& source, int line, std::uint64_t bytes, const Limits& limits) {
  if (bytes <= limits.vex_bytes) return {};
  return source.error(
      line, "the statements' texts, counted for each product, are longer than the limit vex_bytes of " +
                std::to_string(limits.vex_bytes));
}

bool is_justification(std::string_view label) {
  return std::find(std::begin(kJustifications), std::end(kJustifications), label) !=
         std::end(kJustifications);
}

Result<void> check_statement(const Source& source, const VexStatement& statement) {
  if (!statement.justification.empty() && !is_justification(statement.justification))
    return source.error(statement.line, "no justification \"" + statement.justification + "\"");
  if (statement.status == VexStatus::NotAffected && statement.justification.empty() &&
      statement.impact.empty())
    return source.error(statement.line, statement.vulnerability +
                                            ": not affected needs a justification or an "
                                            "impact statement");
  return {};
}

Result<Instant> instant_at(const Source& source, const Node& map, std::string_view key, Instant otherwise) {
  const auto text = TRY(source.text(map, key));
  if (text.empty()) return otherwise;
  const auto instant = parse_instant(text);
  if (!instant) return source.error(map.find(key)->line, std::string(key) + ": " + instant.error().message);
  return *instant;
}

Result<void> set_purl(const Source& source, int line, std::string_view purl, VexProduct& product) {
  const auto parsed = quoted_purl(purl);
  if (!parsed) return source.error(line, parsed.error().message);
  product.purl = purl;
  return {};
}

Result<void> add_statement(const Source& source, VexStatement statement, const Limits& limits,
                           VexDocument& document) {
  if (document.statements.size() >= limits.vex_statements)
    return source.error(statement.line,
                        "more statements, counted for each product, than the limit vex_statements of " +
                            std::to_string(limits.vex_statements));
  TRY(check_statement(source, statement));
  document.bytes += bytes_of(statement);
  TRY(check_bytes(source, statement.line, document.bytes, limits));
  document.statements.push_back(std::move(statement));
  return {};
}

}  // namespace lazaret::rules::exchange
