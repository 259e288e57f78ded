// SPDX-License-Identifier: Apache-2.0
// Values of headers that a registry sends: Link, Location, Retry-After, rate limits, Content-Range.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/registry/blob_reader.h"
#include "core/registry/link.h"
#include "core/registry/retry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const auto text = as_text(std::as_bytes(std::span(data, size)));
  static const registry::Url base = registry::parse_url("https://host.example:5000/v2/a/b?x=1").take();
  static_cast<void>(registry::next_link(text));
  static_cast<void>(registry::parse_rate_limit(text));
  static_cast<void>(registry::continues_at(text, 5, 10));
  if (const auto pause = registry::parse_retry_after(text, Instant{1'700'000'000});
      pause && pause->count() < 0)
    std::abort();
  const auto url = registry::resolve_url(base, text);
  if (!url) return 0;
  if (url->scheme != "http" && url->scheme != "https") std::abort();
  if (url->host.empty() || url->port.empty() || !url->target.starts_with('/')) std::abort();
  const auto again = registry::parse_url(url->text());
  if (again && again->host != url->host) std::abort();
  return 0;
}
