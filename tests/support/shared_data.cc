// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shared_data.h"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::test {
namespace {

constexpr std::uint64_t kMaxBytes = 1u << 30;

bool exists(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

std::optional<std::string> shared_directory() {
  const char* named = std::getenv("LAZARET_SHARED");
  const std::string path = named != nullptr ? named : LAZARET_SOURCE_ROOT "/../shared";
  return exists(path) ? std::optional(path) : std::nullopt;
}

std::optional<std::string> output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string output;
  std::array<char, 65536> part;
  for (std::size_t count; (count = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
    output.append(part.data(), count);
  return ::pclose(pipe) == 0 ? std::optional(output) : std::nullopt;
}

std::optional<std::string> read_data(const std::string& path) {
  if (exists(path)) {
    auto content = read_file(path, kMaxBytes);
    return content ? std::optional(content.take()) : std::nullopt;
  }
  return exists(path + ".gz") ? output_of("gzip -dc '" + path + ".gz'") : std::nullopt;
}

std::vector<std::vector<std::string>> read_table(const std::string& text, bool has_heading) {
  std::vector<std::vector<std::string>> rows;
  for (const auto line : split(text, '\n')) {
    if (line.empty()) continue;
    std::vector<std::string> row;
    for (const auto column : split(line, '\t')) row.emplace_back(column);
    rows.push_back(std::move(row));
  }
  if (has_heading && !rows.empty()) rows.erase(rows.begin());
  return rows;
}

}  // namespace lazaret::test
