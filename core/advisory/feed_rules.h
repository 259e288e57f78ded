// SPDX-License-Identifier: Apache-2.0
// What each publisher means by the fields of its records: where its CVEs stand, whose word its severity is.
// Called by the reader of records. One row a publisher, known by the prefix of its ids, with the reason
// beside it. Trusts nothing: an unknown prefix gets the schema's own reading (aliases and upstream).
#pragma once

#include <string_view>

namespace lazaret::advisory {

struct PublisherRule {
  std::string_view prefix;  // of the record's id
  bool cves_in_aliases;
  bool cves_in_upstream;
  bool cves_in_related;
  bool is_security;              // false: an erratum that is a vulnerability only where it names a CVE
  std::string_view word_source;  // whose severity word; empty: none that is kept
};

const PublisherRule& publisher_of(std::string_view record_id);

}  // namespace lazaret::advisory
