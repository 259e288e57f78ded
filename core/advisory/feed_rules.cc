// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/feed_rules.h"

#include <array>

namespace lazaret::advisory {
namespace {

// Columns: prefix; CVEs in aliases, upstream, related; is every record a vulnerability; whose severity word.
constexpr std::array kPublishers{
    // Debian: the CVE is in upstream. aliases of DEBIAN-CVE records hold neighbours as well (other CVEs that
    // some
    // database joined), so that they are not read as CVEs of this one.
    PublisherRule{"DEBIAN-CVE-", false, true, false, true, "debian"},
    PublisherRule{"DSA-", true, true, true, true, "debian"},
    PublisherRule{"DLA-", true, true, true, true, "debian"},
    PublisherRule{"UBUNTU-CVE-", false, true, false, true, "ubuntu"},
    PublisherRule{"USN-", true, true, true, true, "ubuntu"},
    PublisherRule{"LSN-", true, true, true, true, "ubuntu"},
    PublisherRule{"ALPINE-CVE-", false, true, false, true, ""},
    // Wolfi: aliases here, related in Chainguard's own export.
    PublisherRule{"CGA-", true, true, true, true, ""},
    PublisherRule{"AZL-", false, true, false, true, "azurelinux"},
    // Errata: schema 1.6 had no `upstream`, so these feeds list what an erratum fixes in `related`.
    PublisherRule{"RHSA-", true, true, true, true, "redhat"},
    PublisherRule{"RHBA-", true, true, true, false, "redhat"},
    PublisherRule{"RHEA-", true, true, true, false, "redhat"},
    PublisherRule{"ALSA-", true, true, true, true, "almalinux"},
    PublisherRule{"ALBA-", true, true, true, false, "almalinux"},
    PublisherRule{"ALEA-", true, true, true, false, "almalinux"},
    PublisherRule{"RLSA-", true, true, true, true, "rocky"},
    PublisherRule{"RXSA-", true, true, true, true, "rocky"},
    PublisherRule{"SUSE-SU-", true, true, true, true, "suse"},
    PublisherRule{"SUSE-RU-", true, true, true, false, "suse"},
    PublisherRule{"SUSE-FU-", true, true, true, false, "suse"},
    PublisherRule{"SUSE-OU-", true, true, true, false, "suse"},
    PublisherRule{"openSUSE-SU-", true, true, true, true, "suse"},
    PublisherRule{"openSUSE-RU-", true, true, true, false, "suse"},
    PublisherRule{"openSUSE-FU-", true, true, true, false, "suse"},
    // Language databases: aliases are the same vulnerability; related are others.
    PublisherRule{"GHSA-", true, true, false, true, "ghsa"},
};

constexpr PublisherRule kBySchema{"", true, true, false, true, ""};

}  // namespace

const PublisherRule& publisher_of(std::string_view record_id) {
  for (const PublisherRule& rule : kPublishers)
    if (record_id.starts_with(rule.prefix)) return rule;
  return kBySchema;
}

}  // namespace lazaret::advisory
