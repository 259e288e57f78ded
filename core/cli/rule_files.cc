// SPDX-License-Identifier: Apache-2.0
#include "core/cli/rule_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFiles = 100'000;  // of one command line: more is a wrong directory

Result<std::string> read_up_to(const std::string& path, std::uint64_t bytes) {
  const Fd file = TRY(open_file(path, O_RDONLY));
  const std::uint64_t size = TRY(size_of(file));
  std::string text(static_cast<std::size_t>(std::min(size, bytes)), '\0');
  const auto got = TRY(read_at(file, 0, std::as_writable_bytes(std::span(text))));
  text.resize(got);
  return text;
}

// A pipe (`<(…)`, /dev/stdin) has no size to ask for.
Result<std::string> read_named(const std::string& path, const Limits& limits) {
  std::error_code failure;
  if (fs::is_regular_file(path, failure)) return read_up_to(path, limits.yaml_bytes + 1);
  return read_file(path, limits.yaml_bytes);
}

Result<void> collect(const std::string& directory, std::string_view suffix, std::vector<std::string>& out) {
  std::error_code failure;
  fs::recursive_directory_iterator entry(directory, failure), end;
  while (!failure && entry != end) {
    const std::string path = entry->path().string();
    if (path.ends_with(suffix) && entry->is_regular_file(failure)) out.push_back(path);
    if (out.size() > kFiles)
      return make_error(ErrorCode::LimitExceeded,
                        directory + " has more than " + std::to_string(kFiles) + " rule files");
    if (!failure) entry.increment(failure);
  }
  if (failure) return io_error("cannot list " + directory, failure.value());
  return {};
}

Result<std::vector<std::string>> expand(std::span<const std::string> paths, std::string_view suffix) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failure;
    if (fs::is_directory(path, failure))
      TRY(collect(path, suffix, files));
    else
      files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::vector<rules::SourceFile>> read_rule_files(std::span<const std::string> paths,
                                                       std::string_view suffix, const Limits& limits) {
  std::vector<rules::SourceFile> out;
  std::uint64_t bytes = 0;
  const auto names = TRY(expand(paths, suffix));
  for (const std::string& path : names) {
    std::string text = TRY(read_named(path, limits));
    bytes += text.size();
    out.push_back({path, std::move(text), std::nullopt});
    if (bytes > limits.yaml_set_bytes) break;  // the loader refuses the set by its size
  }
  return out;
}

Result<std::shared_ptr<const rules::RuleSet>> load_rules(std::span<const std::string> paths, Instant at) {
  const auto files = TRY(read_rule_files(paths, kRuleSuffix));
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
  const std::string part = target + ".part";
  {
    const Fd old = TRY(open_file(target, O_RDONLY));
    const auto status = TRY(stat_of(old));
    const Fd file = TRY(open_file(part, O_WRONLY | O_CREAT | O_TRUNC, status.st_mode & 0777));
    auto written = write_all(file, as_byte_span(text));
    if (!written) return ::unlink(part.c_str()), std::move(written.error()).with_context(path);
  }
  if (::rename(part.c_str(), target.c_str()) != 0) return io_error("cannot write " + path);
  return {};
}

void print_problems(std::FILE* to, std::span<const rules::Problem> problems, std::size_t left_out) {
  for (const rules::Problem& problem : problems)
    std::fprintf(to, "%s\n", escape_for_terminal(rules::format_problem(problem)).c_str());
  if (left_out > 0) std::fprintf(to, "and %zu more problems\n", left_out);
}

Result<Instant> instant_or_now(const std::string& text) {
  if (text.empty()) return now();
  return parse_instant(text).with_context("--at");
}

}  // namespace lazaret::cli
