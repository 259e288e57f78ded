// SPDX-License-Identifier: Apache-2.0
// Version orderings: the first byte chooses the scheme, the rest is two versions parted by a newline.
// Checks that nothing crashes, that what parses is equal to itself, that swapping the sides turns the sign,
// and that a pair has an order exactly where both parse; apk alone may have none where both do (version.h).
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/package/version.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_pair(const lazaret::package::VersionScheme& scheme, std::string_view a, std::string_view b) {
  const auto forward = scheme.compare(a, b), backward = scheme.compare(b, a);
  const bool legal = scheme.check(a).has_value() && scheme.check(b).has_value();
  require(forward.has_value() == backward.has_value());
  require(forward.has_value() == legal || (legal && scheme.name == "apk"));
  if (!legal) return;
  if (forward.has_value()) require(*forward == (0 <=> *backward));
  require(*scheme.compare(a, a) == 0 && *scheme.compare(b, b) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto schemes = lazaret::package::version_schemes();
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto newline = text.find('\n');
  const auto second = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
  check_pair(schemes[data[0] % schemes.size()], text.substr(0, newline), second);
  return 0;
}
