// SPDX-License-Identifier: Apache-2.0
// Where the real data for comparison tests lies (rpm databases, images), and reading it, also gzipped.
// Called by unit and integration tests; a test that needs a file which is not there skips and says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lazaret::test {

// $LAZARET_SHARED, else "shared" beside the repository. Nothing where there is no such directory.
std::optional<std::string> shared_directory();
// The file's bytes, those of "PATH.gz" unpacked where only that is there; nothing where neither is.
std::optional<std::string> read_data(const std::string& path);
// What a command writes to its standard output; nothing when it fails.
std::optional<std::string> output_of(const std::string& command);
// Rows of tab-separated columns, the first row left out if `has_heading`.
std::vector<std::vector<std::string>> read_table(const std::string& text, bool has_heading);

}  // namespace lazaret::test
