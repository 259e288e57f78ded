// SPDX-License-Identifier: Apache-2.0
// `lazaret rules test`: the cases of *.test.yaml against the rules beside them.
// Called by rules_command.cc. Exit 1 where a case fails, coverage is too low or a mutation survives.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "rules/tooling/run_cases.h"
#include "rules/version_order.h"

namespace lazaret::cli {
namespace {

struct TestOptions {
  std::vector<std::string> paths;
  bool coverage = false;
  double least_coverage = 100;
  bool mutate = false;
};

// Files are what their names say; a directory gives both kinds.
std::vector<std::string> paths_for(const TestOptions& options, std::string_view other_suffix) {
  std::vector<std::string> out = options.paths;
  std::erase_if(out, [&](const std::string& path) { return path.ends_with(other_suffix); });
  return out;
}

Result<std::vector<rules::TestCase>> read_cases(const TestOptions& options, const rules::RuleSet& set) {
  const auto files = TRY(
      rules::read_rule_files(paths_for(options, rules::kRuleFileSuffix), Limits{}, rules::kTestFileSuffix));
  auto read = rules::read_test_files(files);
  if (read.problems.empty()) read.problems = rules::check_cases(set, read.cases);
  print_problems(stderr, read.problems, read.problems_left_out);
  if (!read.problems.empty()) return make_error(ErrorCode::InvalidInput, "the cases were not run");
  if (read.cases.empty())
    return make_error(ErrorCode::NotFound, "there is no case in any *" + std::string(rules::kTestFileSuffix) +
                                               "; nothing was proved");
  return std::move(read.cases);
}

bool report_coverage(const rules::RuleSet& set, const rules::CaseResults& results, double least) {
  const auto coverage = rules::coverage_of(set, results);
  print_problems(stdout, coverage.missing, 0);
  std::printf("coverage: %.1f %% of the rules have a case where they apply and one where they do not\n",
              coverage.percent);
  return coverage.percent >= least;
}

bool report_mutations(const rules::RuleSet& set, std::span<const rules::TestCase> cases) {
  const auto mutations = rules::mutate(set, cases, rules::package_version_order());
  print_problems(stdout, mutations.survived, 0);
  std::printf("mutations: %zu tried, %zu noticed by no case\n", mutations.tried, mutations.survived.size());
  return mutations.survived.empty();
}

Result<int> test(const TestOptions& options) {
  const auto set = TRY(load_rules(paths_for(options, rules::kTestFileSuffix), now()));
  if (set->rules.empty() && set->gates.empty())
    return make_error(ErrorCode::NotFound,
                      "there is no rule in any *" + std::string(rules::kRuleFileSuffix) + " that was named");
  const auto cases = TRY(read_cases(options, *set));
  const auto results = rules::run_cases(set, cases, rules::package_version_order());
  print_problems(stdout, results.failures, 0);
  std::printf("%zu cases: %zu passed, %zu failed\n", cases.size(), results.passed,
              cases.size() - results.passed);
  bool good = results.failures.empty();
  if (options.coverage) good &= report_coverage(*set, results, options.least_coverage);
  if (options.mutate && !results.failures.empty()) std::printf("mutations: not tried, since cases fail\n");
  if (options.mutate && results.failures.empty()) good &= report_mutations(*set, cases);
  return good ? kPassed : kFailed;
}

}  // namespace

int run_rules_test(const std::vector<std::string>& arguments) {
  CLI::App app("Run the cases of *.test.yaml against the rules given with them.", "lazaret rules test");
  TestOptions options;
  app.add_option("PATH", options.paths, "*.rules.yaml, *.test.yaml, or directories with both")->required();
  app.add_flag("--coverage", options.coverage,
               "demand for each rule a case where it applies and one where not");
  app.add_option("--coverage-at-least", options.least_coverage, "percent of rules that must have both")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  app.add_flag("--mutate", options.mutate, "turn each condition round and demand that a case fails");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  if (app.count("--coverage-at-least") > 0) options.coverage = true;
  const auto code = test(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
