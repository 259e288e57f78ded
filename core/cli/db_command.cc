// SPDX-License-Identifier: Apache-2.0
// `lazaret db build|update|info|verify`: making, fetching, showing and checking advisory generations.
#include "core/cli/db_command.h"

#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdio>
#include <filesystem>

#include "core/advisory/build.h"
#include "core/advisory/generation.h"
#include "core/advisory/update.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/places.h"

namespace lazaret::cli {
namespace {

constexpr std::string_view kDefaultMirror = "https://osv-vulnerabilities.storage.googleapis.com";

struct DbOptions {
  advisory::BuildRequest build;
  std::string at;
  std::string mirror{kDefaultMirror};
  std::string downloads;
  std::string ca_file;
  std::string db;
};

std::string parent_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Result<void> make_parent(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(parent_of(path), failure);
  if (failure) return io_error("cannot make " + parent_of(path), failure.value());
  return {};
}

void print_problems(const std::vector<advisory::BuildProblem>& problems) {
  for (const auto& problem : problems)
    std::fprintf(stderr, "lazaret: %s: %s\n", escape_for_terminal(problem.where).c_str(),
                 escape_for_terminal(problem.what).c_str());
}

Result<int> build(advisory::BuildRequest request, const std::string& at) {
  request.built = TRY(instant_or_now(at));
  TRY(make_parent(request.output));
  const auto summary = TRY(advisory::build_generation(request));
  print_problems(summary.problems);
  const std::uint64_t unnamed = summary.damaged - summary.problems.size();
  if (unnamed > 0) std::fprintf(stderr, "lazaret: and %" PRIu64 " more that are damaged\n", unnamed);
  std::printf("%s: %" PRIu64 " records; left out: %" PRIu64 " withdrawn, %" PRIu64 " damaged, %" PRIu64
              " not about security, %" PRIu64 " without a package\n",
              escape_for_terminal(request.output).c_str(), summary.records, summary.withdrawn,
              summary.damaged, summary.not_security, summary.without_package);
  return kPassed;
}

// Whoever reads why an update failed wants to know what scans use now.
std::string what_stays(const std::string& path) {
  const auto generation = advisory::Generation::open(path);
  if (!generation.has_value()) return "; there is no generation at " + path + " yet";
  return "; the generation of " + generation.value().info().built + " at " + path + " stays in use";
}

// Publishes with the last good feeds where some could not be had, and then fails, so that a timer notices.
Result<int> update(DbOptions options) {
  if (options.downloads.empty()) options.downloads = parent_of(options.build.output) + "/downloads";
  while (options.mirror.ends_with('/')) options.mirror.pop_back();
  const auto updated = advisory::update_feeds(
      {.mirror = options.mirror, .directory = options.downloads, .ca_file = options.ca_file});
  if (!updated.has_value())
    return make_error(updated.error().code, updated.error().message + what_stays(options.build.output));
  const advisory::UpdateSummary& summary = updated.value();
  print_problems(summary.problems);
  for (const std::string& name : summary.absent)
    std::fprintf(stderr, "lazaret: %s: the mirror lists this ecosystem but has no zip of it\n",
                 escape_for_terminal(name).c_str());
  std::printf("feeds: %" PRIu64 " fetched, %" PRIu64 " unchanged, %zu absent, %zu failed\n", summary.fetched,
              summary.unchanged, summary.absent.size(), summary.problems.size());
  options.build.osv_directory = options.downloads;
  const int code = TRY(build(options.build, options.at));
  return summary.problems.empty() ? code : kFailed;
}

Result<int> info(const std::string& path) {
  const auto generation = TRY(advisory::Generation::open(path));
  const DatabaseInfo& database = generation.info();
  std::printf("generation  %s\nbuilt       %s\nsample      %s\n\n%-24s %10s  %s\n",
              database.generation.c_str(), database.built.c_str(),
              database.sample ? "yes: coverage is never complete" : "no", "FEED", "RECORDS", "NEWEST");
  for (const FeedInfo& feed : database.feeds)
    std::printf("%-24s %10" PRIu64 "  %s\n", escape_for_terminal(feed.name).c_str(), feed.records,
                feed.modified.empty() ? "-" : escape_for_terminal(feed.modified).c_str());
  return kPassed;
}

Result<int> verify(const std::string& path) {
  const auto generation = TRY(advisory::Generation::open(path));
  TRY(generation.verify().with_context(path));
  std::printf("%s: ok, %s\n", escape_for_terminal(path).c_str(), generation.info().generation.c_str());
  return kPassed;
}

void add_build_options(CLI::App& command, DbOptions& options) {
  command.add_option("--kev", options.build.kev_file,
                     "CISA's catalogue of known exploited vulnerabilities (JSON)");
  command.add_option("--epss", options.build.epss_file, "FIRST's EPSS scores (CSV, plain or gzip)");
  command.add_option("--at", options.at,
                     "the instant that stands in the file, for repeatable builds (RFC 3339)");
}

struct DbCommands {
  CLI::App* build;
  CLI::App* update;
  CLI::App* info;
  CLI::App* verify;
};

DbCommands describe(CLI::App& app, DbOptions& options) {
  app.require_subcommand(1);
  const DbCommands commands{
      app.add_subcommand("build", "build a generation from OSV records on disk"),
      app.add_subcommand("update", "fetch the feeds of a mirror and build a generation"),
      app.add_subcommand("info", "show what a generation holds"),
      app.add_subcommand("verify", "check a generation's checksum and every record")};
  commands.build
      ->add_option("--osv", options.build.osv_directory,
                   "directory with <Ecosystem>/all.zip or <Ecosystem>/*.json")
      ->required();
  commands.build->add_option("--out", options.build.output, "the generation to write")->required();
  commands.build->add_flag("--sample", options.build.sample,
                           "mark it as a sample: coverage is never complete with it");
  add_build_options(*commands.build, options);
  commands.update->add_option("--mirror", options.mirror, "a mirror of osv.dev's bucket")
      ->envname("LAZARET_MIRROR")
      ->capture_default_str();
  commands.update->add_option("--out", options.build.output,
                              "the generation to write (default: the one that scans use)");
  commands.update->add_option("--download-dir", options.downloads,
                              "where zips are kept (default: downloads beside --out)");
  commands.update
      ->add_option("--cacert", options.ca_file,
                   "authorities that may sign the mirror's certificate, in place of the system's (PEM)")
      ->envname("LAZARET_CACERT");
  add_build_options(*commands.update, options);
  for (CLI::App* command : {commands.info, commands.verify})
    command->add_option("--db", options.db, "the generation (default: the one that scans use)")
        ->envname("LAZARET_DB");
  return commands;
}

Result<int> dispatch(const DbCommands& commands, DbOptions& options) {
  if (options.db.empty()) options.db = default_generation();
  if (options.build.output.empty()) options.build.output = default_generation();
  if (commands.build->parsed()) return build(options.build, options.at);
  if (commands.update->parsed()) return update(options);
  if (commands.info->parsed()) return info(options.db);
  return verify(options.db);
}

}  // namespace

int run_db(const std::vector<std::string>& arguments) {
  CLI::App app("Advisory generations: built from OSV records, read by scans.", "lazaret db");
  DbOptions options;
  const DbCommands commands = describe(app, options);
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = dispatch(commands, options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
