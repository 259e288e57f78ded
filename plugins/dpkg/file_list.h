// SPDX-License-Identifier: Apache-2.0
// The paths that a package put on disk: info/PACKAGE.list, and the .md5sums files of distroless images.
// Called by the detector with a function for each path; the text is hostile, and read in one pass.
// Source: dpkg(1), "FILES"; deb-md5sums(5).
#pragma once

#include <functional>
#include <string_view>

namespace lazaret::dpkg {

// One absolute path a line, parents before children; directories that have something of the package below are
// left out.
void for_each_listed(std::string_view list, const std::function<void(std::string_view path)>& use);
// "<32 hex digits>  path" a line.
void for_each_summed(std::string_view md5sums, const std::function<void(std::string_view path)>& use);

}  // namespace lazaret::dpkg
