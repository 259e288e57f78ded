// SPDX-License-Identifier: Apache-2.0
// The configuration of an image: what it runs on, its diff ids, which step made which layer.
// Called by core/source on verified bytes. Environment and commands are left out: they hold secrets and
// nobody here asks. Trusts nothing. Source: OCI image specification v1.1, config.md; Docker image
// specification v1.2 is the same shape.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/platform.h"

namespace lazaret::image {

struct Config {
  Platform platform;    // fields are empty where the configuration says nothing
  std::string created;  // as written
  std::vector<Digest> diff_ids;
  // One a diff id. All empty where the history does not account for exactly these layers: a step is not
  // guessed.
  std::vector<std::string> created_by;
  std::vector<std::pair<std::string, std::string>> labels;  // as ordered in the text; each key once
};

Result<Config> parse_config(std::string_view text, const std::string& what, const Limits& limits);
// The configuration must speak of exactly the layers that the manifest lists.
Result<void> check_layer_count(const Config& config, std::size_t layers, const std::string& what);

}  // namespace lazaret::image
