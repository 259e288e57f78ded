// SPDX-License-Identifier: Apache-2.0
// Paths of a layer: what a normal one is, and how a tar member's name becomes one.
// Called by the unpacker and by LayerFile. The bytes are hostile.
#pragma once

#include <string>
#include <string_view>

#include "core/base/limits.h"

namespace lazaret::image {

// One or more segments between single slashes, none of them ".", ".." or with a NUL; within path_bytes and
// path_depth.
bool is_normal_path(std::string_view path, const Limits& limits);

enum class PathProblem { None, Unsafe, OverLimit };
struct NormalPath {
  std::string path;  // empty: the root itself
  PathProblem problem = PathProblem::None;
  std::string reason;  // for people, where there is a problem
};
// Leading and doubled slashes and "." segments go; ".." is not resolved but refused, as is a NUL.
NormalPath normalise_path(std::string_view name, const Limits& limits);

}  // namespace lazaret::image
