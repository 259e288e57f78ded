// SPDX-License-Identifier: Apache-2.0
// The detector "os-release": says what operating system an image is.
// Loaded by the worker. Trusts nothing: every text comes from the image.
#include <lazaret/plugin.hpp>

#include "plugins/os-release/os_release.h"

namespace lazaret::os_release {
namespace {

struct Place {
  std::string_view path;
  Fields (*parse)(std::string_view);
};

// In the order of os-release(5); the others are what systems had before it, the more specific first.
constexpr Place kPlaces[] = {
    {"etc/os-release", parse_os_release},         {"usr/lib/os-release", parse_os_release},
    {"etc/alpine-release", parse_alpine_release}, {"etc/centos-release", parse_redhat_release},
    {"etc/redhat-release", parse_redhat_release}, {"etc/debian_version", parse_debian_version},
};

class Detector {
 public:
  void scan(plugin::Context& context) {
    for (const auto& place : kPlaces)
      if (report(context, place)) return;
  }

 private:
  static bool report(plugin::Context& context, const Place& place) {
    const auto file = context.stat(place.path);
    if (!file || !file->is_file()) return false;
    const auto content = file->map();
    if (!content) {
      context.gap("unread_file", place.path,
                  "what it is or links to was not kept; it says which system this is");
      return false;
    }
    const Fields fields = place.parse(*content);
    if (fields.id.empty()) {
      context.gap("unparsable_file", place.path, "it does not say which system this is");
      return false;
    }
    context.os(
        {fields.id, fields.version_id, fields.codename, fields.pretty_name, fields.id_like, place.path});
    return true;
  }
};

}  // namespace
}  // namespace lazaret::os_release

LAZARET_PLUGIN(lazaret::os_release::Detector, "os-release", "0.1.0", R"(
  "name": "Operating system",
  "license": "Apache-2.0",
  "description": "os-release, and the release files of systems without it",
  "emits": ["os", "gap"],
  "ecosystems": [],
  "files": [{"paths": ["etc/os-release", "usr/lib/os-release", "usr/lib/os-release.*", "usr/lib/os.release.d/*",
                       "etc/alpine-release", "etc/centos-release", "etc/redhat-release", "etc/rocky-release",
                       "etc/almalinux-release", "etc/fedora-release", "etc/oracle-release", "etc/system-release",
                       "etc/debian_version"], "max_bytes": 65536}],
  "needs": {"memory_mib": 128, "seconds": 20}
)")
