// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/vex_latest.h"

#include <algorithm>
#include <map>

#include "rules/exchange/purl_parts.h"
#include "rules/exchange/vulnerability_id.h"

namespace lazaret::rules::exchange {
namespace {

// A statement with its package URLs taken apart once.
struct Parsed {
  const VexStatement* statement = nullptr;
  std::optional<Purl> product;
  std::optional<Purl> part;
  std::size_t order = 0;
};

std::optional<Purl> purl_of(const VexProduct& product) {
  auto purl = quoted_purl(product.purl);
  return purl ? std::optional(purl.take()) : std::nullopt;
}

enum class Relation { Apart, Overlap, Covers };

// How `wide` stands to `narrow`. Things without a package URL are the same or have nothing in common.
Relation relation(const VexProduct& wide, const std::optional<Purl>& wide_purl, const VexProduct& narrow,
                  const std::optional<Purl>& narrow_purl) {
  if (wide_purl && narrow_purl) {
    if (covers(*wide_purl, *narrow_purl)) return Relation::Covers;
    return compatible(*wide_purl, *narrow_purl) ? Relation::Overlap : Relation::Apart;
  }
  if (wide_purl || narrow_purl) return Relation::Apart;
  return wide.name == narrow.name && wide.digests == narrow.digests ? Relation::Covers : Relation::Apart;
}

// A statement on a whole product covers those on its parts.
Relation relation(const Parsed& wide, const Parsed& narrow) {
  const auto products =
      relation(wide.statement->product, wide.product, narrow.statement->product, narrow.product);
  if (products == Relation::Apart || !wide.statement->subcomponent) return products;
  if (!narrow.statement->subcomponent) return Relation::Overlap;
  return std::min(products, relation(*wide.statement->subcomponent, wide.part,
                                     *narrow.statement->subcomponent, narrow.part));
}

// Earlier first; at one instant what hides comes first, so that what does not is the later one.
bool earlier(const Parsed& a, const Parsed& b) {
  const auto rank = [](const Parsed& p) {
    return std::tuple(p.statement->timestamp, !hides(p.statement->status), p.order);
  };
  return rank(a) < rank(b);
}

// What later statements leave of one that hides; nothing when they leave nothing.
std::optional<VexClaim> claim_of(const Parsed& hiding, std::vector<Parsed>::const_iterator later,
                                 std::vector<Parsed>::const_iterator end) {
  VexClaim claim{hiding.statement, {}};
  for (; later != end; ++later) {
    const auto relates = relation(*later, hiding);
    if (relates == Relation::Covers) return std::nullopt;  // that one says it all again, or takes it back
    if (hides(later->statement->status)) continue;
    if (relates == Relation::Overlap || relation(hiding, *later) != Relation::Apart)
      claim.exceptions.push_back(later->statement);
  }
  return claim;
}

Result<void> claims_of(std::vector<Parsed>& about, std::uint64_t most, std::vector<VexClaim>& out) {
  if (about.size() * about.size() / 2 > most)
    return make_error(ErrorCode::LimitExceeded,
                      std::to_string(about.size()) + " statements on " + about[0].statement->vulnerability +
                          " need more comparisons than the limit vex_comparisons of " + std::to_string(most));
  std::sort(about.begin(), about.end(), earlier);
  for (auto it = about.cbegin(); it != about.cend(); ++it) {
    if (!hides(it->statement->status)) continue;
    if (auto claim = claim_of(*it, it + 1, about.cend())) out.push_back(std::move(*claim));
  }
  return {};
}

}  // namespace

Result<std::vector<VexClaim>> latest_claims(const std::vector<const VexStatement*>& statements,
                                            const Limits& limits) {
  // By vulnerability and the product's type and name: others have nothing in common.
  std::map<std::string, std::vector<Parsed>> groups;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const VexStatement& s = *statements[i];
    Parsed parsed{&s, purl_of(s.product), s.subcomponent ? purl_of(*s.subcomponent) : std::nullopt, i};
    const std::string about =
        parsed.product ? parsed.product->type + "/" + parsed.product->name : s.product.name;
    groups[canonical_vulnerability(s.vulnerability, s.aliases) + "\n" + about].push_back(std::move(parsed));
  }
  std::vector<VexClaim> out;
  for (auto& [about, group] : groups) TRY(claims_of(group, limits.vex_comparisons, out));
  return out;
}

}  // namespace lazaret::rules::exchange
