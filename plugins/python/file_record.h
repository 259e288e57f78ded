// SPDX-License-Identifier: Apache-2.0
// The files of an installed Python distribution: RECORD of a wheel, installed-files.txt of an egg.
// Called by the detector with a function for each path; the text is hostile, and read in one pass.
// Source: packaging.python.org, "Recording installed projects"; a CSV of path, hash and size.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace lazaret::python {

// `relative` below `directory`, "." and ".." resolved; empty when it leads out of the root.
std::string resolve(std::string_view directory, std::string_view relative);

// Paths are relative to `site`, the directory that holds NAME.dist-info.
void for_each_recorded(std::string_view record, std::string_view site,
                       const std::function<void(std::string_view path)>& use);
// One path a line, relative to `egg_info`.
void for_each_installed(std::string_view list, std::string_view egg_info,
                        const std::function<void(std::string_view path)>& use);

}  // namespace lazaret::python
