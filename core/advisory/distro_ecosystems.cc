// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/distro_ecosystems.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

// Whether the advisories of `release` (an ecosystem without its family) concern `version` (VERSION_ID).
using Covers = bool (*)(std::string_view release, std::string_view version);

std::string_view major_of(std::string_view version) { return version.substr(0, version.find('.')); }

bool covers_major(std::string_view release, std::string_view version) { return release == major_of(version); }
bool covers_rolling(std::string_view release, std::string_view) { return release.empty(); }

// "22.04:LTS" or "23.10". "Pro:…" is another channel: its fixes come to subscribers only, and so do not
// count.
bool covers_ubuntu(std::string_view release, std::string_view version) {
  return release.starts_with(version) &&
         (release.size() == version.size() || release.substr(version.size()) == ":LTS");
}

// VERSION_ID "3.20.3" -> "v3.20"; edge calls itself "3.21.0_alpha20240923", which is no release.
bool covers_alpine(std::string_view release, std::string_view version) {
  const std::size_t first_dot = version.find('.');
  const std::size_t second_dot =
      first_dot == std::string_view::npos ? first_dot : version.find('.', first_dot + 1);
  return version.find('_') == std::string_view::npos && release.starts_with('v') &&
         release.substr(1) == version.substr(0, second_dot);
}

// "enterprise_linux:8::appstream" and its siblings. rhel_eus, rhel_aus, rhel_e4s … fix older minor releases
// for subscribers: their fixes are older versions than enterprise_linux has, and do not count.
bool covers_red_hat(std::string_view release, std::string_view version) {
  constexpr std::string_view kProduct = "enterprise_linux:";
  if (!release.starts_with(kProduct)) return false;
  const std::string_view product_version = release.substr(kProduct.size());
  return product_version.substr(0, product_version.find_first_of(":.")) == major_of(version);
}

// VERSION_ID "15.3" -> "15 SP3"; "15" -> "15".
std::string service_pack(std::string_view version) {
  const std::size_t dot = version.find('.');
  if (dot == std::string_view::npos || version.substr(dot + 1) == "0")
    return std::string(version.substr(0, dot));
  return std::string(version.substr(0, dot)) + " SP" + std::string(version.substr(dot + 1));
}

bool is_sle_product(std::string_view release, std::string_view product, std::string_view version) {
  const std::string name = "Linux Enterprise " + std::string(product) + " " + service_pack(version);
  return release == name;
}

// "Linux Enterprise Module for Basesystem 15 SP3": every module of that service pack.
bool is_sle_module(std::string_view release, std::string_view version) {
  return release.starts_with("Linux Enterprise Module for ") &&
         release.ends_with(" " + service_pack(version));
}

// LTSS, ESPOS, BCL and TERADATA are names of their own and do not match: their fixes need another
// subscription.
bool covers_sles(std::string_view release, std::string_view version) {
  return is_sle_product(release, "Server", version) || is_sle_module(release, version);
}
bool covers_sled(std::string_view release, std::string_view version) {
  return is_sle_product(release, "Desktop", version) || is_sle_module(release, version);
}
bool covers_sles_sap(std::string_view release, std::string_view version) {
  return is_sle_product(release, "Server for SAP Applications", version) || covers_sles(release, version);
}
bool covers_sle_micro(std::string_view release, std::string_view version) {
  return release == "Linux Enterprise Micro " + std::string(version);
}
bool covers_leap(std::string_view release, std::string_view version) {
  return release == "Leap " + std::string(version);
}
bool covers_leap_micro(std::string_view release, std::string_view version) {
  return release == "Leap Micro " + std::string(version);
}
bool covers_tumbleweed(std::string_view release, std::string_view) { return release == "Tumbleweed"; }

struct Distro {
  std::string_view id;  // os-release ID
  std::string_view family;
  Covers covers;
  bool rolling = false;  // has no releases: VERSION_ID does not count
};

constexpr std::array kDistros{
    Distro{"debian", "Debian", covers_major},
    Distro{"ubuntu", "Ubuntu", covers_ubuntu},
    Distro{"alpine", "Alpine", covers_alpine},
    Distro{"wolfi", "Wolfi", covers_rolling, true},
    Distro{"chainguard", "Wolfi", covers_rolling,
           true},  // built from Wolfi's packages; Chainguard's own feed has none else
    Distro{"almalinux", "AlmaLinux", covers_major},
    Distro{"rocky", "Rocky Linux", covers_major},
    Distro{"rhel", "Red Hat", covers_red_hat},
    Distro{"sles", "SUSE", covers_sles},
    Distro{"sled", "SUSE", covers_sled},
    Distro{"sles_sap", "SUSE", covers_sles_sap},
    Distro{"sle-micro", "SUSE", covers_sle_micro},
    Distro{"suse-microos", "SUSE", covers_sle_micro},
    Distro{"opensuse-leap", "openSUSE", covers_leap},
    Distro{"opensuse-leap-micro", "openSUSE", covers_leap_micro},
    Distro{"opensuse-tumbleweed", "openSUSE", covers_tumbleweed, true},
    Distro{"azurelinux", "Azure Linux", covers_major},
    Distro{"mariner", "Azure Linux", covers_major},
};

Gap gap_of(std::string kind, std::string subject, std::string reason) {
  return {std::move(kind), std::move(subject), std::move(reason), ""};
}

std::string label_of(const OsRelease& os) {
  return os.version_id.empty() ? os.id : os.id + " " + os.version_id;
}

Gap release_gap(const OsRelease& os, const Distro& distro, bool has_feed) {
  if (!has_feed)
    return gap_of("no_feed_for_ecosystem", std::string(distro.family),
                  "the advisory generation has no feed '" + std::string(distro.family) + "'; packages of " +
                      label_of(os) + " were not matched");
  if (os.version_id.empty() && !distro.rolling)
    return gap_of("unknown_release", os.id + " " + os.codename,
                  "os-release names no VERSION_ID (a testing or unstable release), so that no feed can be "
                  "chosen; packages of the distribution were not matched");
  return gap_of("no_feed_for_release", label_of(os),
                "the feed '" + std::string(distro.family) +
                    "' has no advisories for this release; packages of the distribution were not matched");
}

// "Debian:12" of family "Debian" -> "12"; "Wolfi" -> "".
std::string_view release_of(std::string_view ecosystem) {
  const std::size_t colon = ecosystem.find(':');
  return colon == std::string_view::npos ? std::string_view() : ecosystem.substr(colon + 1);
}

}  // namespace

DistroFeeds find_distro_feeds(const OsRelease* os, const std::vector<FeedCoverage>& coverage) {
  if (os == nullptr || os->id.empty())
    return {{},
            {},
            gap_of("unknown_distribution", "",
                   "no os-release was found; packages of the distribution were not matched")};
  const auto* distro = std::ranges::find(kDistros, std::string_view(os->id), &Distro::id);
  if (distro == kDistros.end())
    return {{},
            {},
            gap_of("unknown_distribution", label_of(*os),
                   "no advisory feed is known for this distribution; its packages were not matched")};
  DistroFeeds feeds{distro->family, {}, {}};
  const auto feed = std::ranges::find(coverage, distro->family, &FeedCoverage::family);
  const bool has_release = distro->rolling || !os->version_id.empty();
  if (feed != coverage.end() && has_release)
    for (const std::string& ecosystem : feed->ecosystems)
      if (distro->covers(release_of(ecosystem), os->version_id)) feeds.ecosystems.push_back(ecosystem);
  if (feeds.ecosystems.empty()) feeds.gap = release_gap(*os, *distro, feed != coverage.end());
  return feeds;
}

}  // namespace lazaret::advisory
