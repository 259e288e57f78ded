// SPDX-License-Identifier: Apache-2.0
#include "core/cli/rule_files.h"

#include <fcntl.h>

#include <filesystem>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/whole_file.h"

namespace lazaret::cli {
namespace fs = std::filesystem;

Result<std::shared_ptr<const rules::RuleSet>> load_rules(std::span<const std::string> paths, Instant at) {
  const auto files = TRY(rules::read_rule_files(paths, Limits{}));
  rules::LoadOptions options;
  options.max_suppress_days = 1'000'000;
  auto loaded = rules::load(files, at, options);
  print_problems(stderr, loaded.problems, loaded.problems_left_out);
  if (loaded.rules) return loaded.rules;
  return make_error(ErrorCode::InvalidInput, "the rules were not loaded; `lazaret rules lint` checks them");
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  std::error_code failure;
  const std::string target = fs::canonical(path, failure).string();
  if (failure) return io_error("cannot write " + path, failure.value());
  mode_t mode = 0;
  {
    const Fd old = TRY(open_file(target, O_RDONLY));
    mode = TRY(stat_of(old)).st_mode & 0777;
  }
  return write_whole_file(target, text, mode);
}

void print_problems(std::FILE* to, std::span<const rules::Problem> problems, std::size_t left_out) {
  for (const rules::Problem& problem : problems)
    std::fprintf(to, "%s\n", escape_for_terminal(rules::format_problem(problem)).c_str());
  if (left_out > 0) std::fprintf(to, "and %zu more problems\n", left_out);
}

}  // namespace lazaret::cli
