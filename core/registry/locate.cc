// SPDX-License-Identifier: Apache-2.0
#include "core/registry/locate.h"

namespace lazaret::registry {
namespace {

Result<Located> try_endpoint(const std::shared_ptr<Context>& context, const Endpoint& endpoint,
                             const image::Reference& reference) {
  auto repository = TRY(Repository::open(context, endpoint));
  auto root = TRY(repository.manifest(reference.tag, reference.digest));
  return Located{std::move(repository), std::move(root)};
}

}  // namespace

Result<Located> locate(const std::shared_ptr<Context>& context, const RegistriesConf& conf,
                       const image::Reference& reference) {
  const auto endpoints = TRY(endpoints_of(conf, reference));
  for (std::size_t i = 0; i + 1 < endpoints.size(); ++i) {
    auto located = try_endpoint(context, endpoints[i], reference);
    if (located) return located;
    if (context->note)
      context->note("the mirror " + endpoints[i].domain + " was of no use: " + located.error().message);
  }
  return try_endpoint(context, endpoints.back(), reference);
}

}  // namespace lazaret::registry
