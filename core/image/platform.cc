// SPDX-License-Identifier: Apache-2.0
#include "core/image/platform.h"

#include <sys/utsname.h>

#include <array>
#include <utility>

#include "core/base/text.h"

namespace lazaret::image {
namespace {

struct Alias {
  std::string_view name;
  std::string_view architecture;
  std::string_view variant;
};
constexpr std::array kAliases = {
    Alias{"x86_64", "amd64", ""},    Alias{"aarch64", "arm64", ""},
    Alias{"armhf", "arm", "v7"},     Alias{"armv7l", "arm", "v7"},
    Alias{"armel", "arm", "v6"},     Alias{"armv6l", "arm", "v6"},
    Alias{"i386", "386", ""},        Alias{"i686", "386", ""},
    Alias{"ppc64el", "ppc64le", ""}, Alias{"loongarch64", "loong64", ""},
};

// Architecture and the variant that is meant where none is written.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kDefaultVariants = {
    {{"amd64", "v1"}, {"arm64", "v8"}, {"arm", "v7"}}};

std::string_view variant_of(const Platform& platform) {
  if (!platform.variant.empty()) return platform.variant;
  for (const auto& [architecture, variant] : kDefaultVariants)
    if (platform.architecture == architecture) return variant;
  return {};
}

void apply_alias(Platform& platform) {
  for (const auto& alias : kAliases) {
    if (platform.architecture != alias.name) continue;
    platform.architecture = alias.architecture;
    if (platform.variant.empty()) platform.variant = alias.variant;
    return;
  }
}

}  // namespace

Result<Platform> parse_platform(std::string_view text) {
  const auto parts = split(text, '/');
  const bool any_empty = [&] {
    for (const auto part : parts)
      if (part.empty()) return true;
    return false;
  }();
  if (parts.size() < 2 || parts.size() > 3 || any_empty)
    return make_error(ErrorCode::InvalidInput,
                      "platform \"" + std::string(text) +
                          "\" is not of the form os/arch or os/arch/variant, as linux/amd64");
  Platform platform{to_lower_ascii(parts[0]), to_lower_ascii(parts[1]),
                    parts.size() == 3 ? to_lower_ascii(parts[2]) : std::string()};
  apply_alias(platform);
  return platform;
}

Platform host_platform() {
  struct utsname name {};
  ::uname(&name);  // fails only for a bad pointer
  Platform platform{"linux", name.machine, ""};
  apply_alias(platform);
  return platform;
}

std::string to_string(const Platform& platform) {
  if (platform.os.empty() && platform.architecture.empty()) return {};
  std::string text = platform.os + "/" + platform.architecture;
  if (!platform.variant.empty()) text += "/" + platform.variant;
  return text;
}

bool is_unknown(const Platform& platform) {
  return platform.os == "unknown" || platform.architecture == "unknown";
}

bool same_platform(const Platform& a, const Platform& b) {
  return a.os == b.os && a.architecture == b.architecture && variant_of(a) == variant_of(b);
}

bool satisfies(const Platform& offered, const Platform& wanted) {
  if (same_platform(offered, wanted)) return true;
  return wanted.variant.empty() && offered.os == wanted.os && offered.architecture == wanted.architecture;
}

}  // namespace lazaret::image
