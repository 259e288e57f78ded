// SPDX-License-Identifier: Apache-2.0
#include "core/image/config.h"

#include "core/base/json.h"

namespace lazaret::image {
namespace {

Error invalid(const std::string& what, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, what + ": " + message);
}

Result<std::string> optional_text(const Json& object, std::string_view key, const std::string& what) {
  const Json& value = object[key];
  if (!value.is_null() && !value.is_string()) return invalid(what, std::string(key) + " is not a string");
  return std::string(value.as_string());
}

Result<std::vector<Digest>> read_diff_ids(const Json& rootfs, const std::string& what, const Limits& limits) {
  const Json& list = rootfs["diff_ids"];
  if (!list.is_null() && !list.is_array()) return invalid(what, "rootfs.diff_ids is not an array");
  if (list.items().size() > limits.layers)
    return make_error(ErrorCode::LimitExceeded, what + ": " + std::to_string(list.items().size()) +
                                                    " diff ids, the limit (layers) is " +
                                                    std::to_string(limits.layers));
  std::vector<Digest> diff_ids;
  for (std::size_t i = 0; i < list.items().size(); ++i)
    diff_ids.push_back(TRY(Digest::parse(list.items()[i].as_string())
                               .with_context(what + ": rootfs.diff_ids[" + std::to_string(i) + "]")));
  return diff_ids;
}

std::vector<std::string> read_created_by(const Json& history, std::size_t layers) {
  std::vector<std::string> steps;
  for (const auto& step : history.items())
    if (!step["empty_layer"].as_bool().value_or(false)) steps.emplace_back(step["created_by"].as_string());
  if (steps.size() != layers) steps.assign(layers, std::string());
  return steps;
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& what, const Limits& limits) {
  const Json document = TRY(parse_json(text, what, {limits.manifest_bytes, limits.json_depth}));
  if (!document.is_object()) return invalid(what, "is not a JSON object");
  if (!document["rootfs"].is_object()) return invalid(what, "rootfs is missing or not an object");
  Config config;
  config.platform.os = TRY(optional_text(document, "os", what));
  config.platform.architecture = TRY(optional_text(document, "architecture", what));
  config.platform.variant = TRY(optional_text(document, "variant", what));
  config.created = TRY(optional_text(document, "created", what));
  config.diff_ids = TRY(read_diff_ids(document["rootfs"], what, limits));
  config.created_by = read_created_by(document["history"], config.diff_ids.size());
  // One that is no string is unknown, as if it were not there.
  for (const auto& [key, value] : document["config"]["Labels"].members())
    if (value.is_string()) config.labels.emplace_back(key, value.as_string());
  return config;
}

Result<void> check_layer_count(const Config& config, std::size_t layers, const std::string& what) {
  if (config.diff_ids.size() == layers) return {};
  return invalid(what, "has " + std::to_string(config.diff_ids.size()) + " diff ids for " +
                           std::to_string(layers) + (layers == 1 ? " layer" : " layers"));
}

}  // namespace lazaret::image
