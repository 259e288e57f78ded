// SPDX-License-Identifier: Apache-2.0
// From a reference to the repository that serves it: mirrors in their order, then the registry itself.
// Called by the registry source. A mirror is as untrusted as a registry; what is named by a digest is
// verified whoever serves it, what is named by a tag is what the first that answers says.
#pragma once

#include <memory>

#include "core/image/reference.h"
#include "core/registry/registries_conf.h"
#include "core/registry/repository.h"

namespace lazaret::registry {

struct Located {
  Repository repository;
  FetchedManifest root;  // what the reference names
};

// The error of the registry itself; those of mirrors before it are notes.
Result<Located> locate(const std::shared_ptr<Context>& context, const RegistriesConf& conf,
                       const image::Reference& reference);

}  // namespace lazaret::registry
