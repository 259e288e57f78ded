// SPDX-License-Identifier: Apache-2.0
// registries.conf: any text gives a value or an error; every name then leads somewhere or is refused.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/registry/registries_conf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  auto conf = registry::parse_registries_conf(as_text(std::as_bytes(std::span(data, size))), "input");
  if (!conf) return conf.error().message.empty() ? std::abort(), 0 : 0;
  for (const auto* text : {"alpine", "host.example/team/app:v1", "a.wild.example/app"}) {
    const auto endpoints = registry::endpoints_of(*conf, image::parse_reference(text).take());
    if (endpoints && endpoints->empty()) std::abort();
    static_cast<void>(registry::complete_short_name(*conf, text));
  }
  return 0;
}
