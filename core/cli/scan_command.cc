// SPDX-License-Identifier: Apache-2.0
// `lazaret scan IMAGE`: flags to a scan request, a report to its formats, a verdict to an exit code.
#include "core/cli/scan_command.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <thread>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/places.h"
#include "core/cli/progress_line.h"
#include "core/cli/sandbox_setup.h"
#include "core/report/writer.h"
#include "core/scan/scanner.h"

namespace lazaret::cli {
namespace {

struct Flags {
  std::string image;
  std::vector<std::string> outputs;
  std::string database;
  std::string platform;
  std::string fail_on;
  std::string severity;
  std::vector<std::string> plugin_directories;
  std::string cache_directory = lazaret::cli::cache_directory();
  std::string at;
  std::string progress = "auto";
  std::string colour = "auto";
  bool no_cache = false;
  bool offline = false;
  bool verify_diff_ids = false;
  bool allow_partial = false;
  bool quiet = false;
  int verbose = 0;
};

void declare(CLI::App& app, Flags& flags) {
  app.add_option(
         "IMAGE", flags.image,
         "docker-archive:FILE, oci-archive:FILE, oci:DIR[:TAG], dir:DIRECTORY, or a file or directory")
      ->required();
  app.add_option("-o,--output", flags.outputs, "FORMAT[=FILE], repeatable; formats: table, json")
      ->allow_extra_args(false)
      ->envname("LAZARET_OUTPUT");
  app.add_option("--db", flags.database, "advisory generation made by `lazaret db build` or `db update`")
      ->envname("LAZARET_DB");
  app.add_option("--platform", flags.platform, "os/arch[/variant] of an image index")
      ->envname("LAZARET_PLATFORM");
  app.add_option("--fail-on", flags.fail_on, "exit 2 when a finding is at least this severe")
      ->envname("LAZARET_FAIL_ON");
  app.add_option("--severity", flags.severity, "show only these severities (comma list); the verdict stays")
      ->envname("LAZARET_SEVERITY");
  app.add_option("--plugins", flags.plugin_directories, "directory of further detectors, repeatable")
      ->allow_extra_args(false)
      ->envname("LAZARET_PLUGINS");
  app.add_option("--cache-dir", flags.cache_directory, "where unpacked layers are kept")
      ->envname("LAZARET_CACHE_DIR");
  app.add_flag("--no-cache", flags.no_cache, "keep nothing, use nothing kept")->envname("LAZARET_NO_CACHE");
  app.add_flag("--offline", flags.offline, "never touch the network")->envname("LAZARET_OFFLINE");
  app.add_flag("--verify-diff-ids", flags.verify_diff_ids, "also hash the uncompressed layers")
      ->envname("LAZARET_VERIFY_DIFF_IDS");
  app.add_flag("--allow-partial", flags.allow_partial, "exit 0, not 3, when coverage is incomplete")
      ->envname("LAZARET_ALLOW_PARTIAL");
  app.add_option("--at", flags.at, "evaluation instant (RFC 3339): makes the report repeatable")
      ->envname("LAZARET_AT");
  app.add_option("--progress", flags.progress, "auto, plain or none")
      ->envname("LAZARET_PROGRESS")
      ->check(CLI::IsMember({"auto", "plain", "none"}));
  app.add_option("--color", flags.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag("-q,--quiet", flags.quiet, "no progress, no notes");
  app.add_flag("-v,--verbose", flags.verbose, "say more on standard error");
}

struct Output {
  const report::Format* format;
  std::string file;  // empty: standard output
};

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto* format = report::find_format(name);
    if (format == nullptr) {
      std::vector<std::string_view> names;
      for (const auto& known : report::formats()) names.push_back(known.name);
      const auto near = nearest_name(name, names);
      return make_error(ErrorCode::InvalidInput,
                        "there is no output format \"" + name + "\"" +
                            (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
    }
    outputs.push_back({format, equals == std::string::npos ? "" : text.substr(equals + 1)});
  }
  if (outputs.empty()) outputs.push_back({report::find_format("table"), ""});
  return outputs;
}

Result<std::optional<Severity>> parse_gate(const std::string& word) {
  if (word.empty()) return std::optional<Severity>();
  const auto severity = parse_severity(word);
  if (!severity)
    return make_error(
        ErrorCode::InvalidInput,
        "--fail-on " + word + ": the severities are negligible, low, medium, high, critical, unknown");
  return severity;
}

Result<void> check_severities(const std::string& list) {
  if (list.empty()) return {};
  for (const auto word : split(list, ','))
    if (!parse_severity(trim(word)))
      return make_error(ErrorCode::InvalidInput,
                        "--severity: \"" + std::string(word) + "\" is not a severity");
  return {};
}

unsigned terminal_width() {
  if (const char* columns = std::getenv("COLUMNS"))
    if (const auto number = parse_unsigned(columns); number && *number >= 40 && *number <= 500)
      return static_cast<unsigned>(*number);
  struct winsize size {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 80;
}

bool wants_colour(const std::string& flag) {
  if (flag != "auto") return flag == "always";
  return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

// A file appears whole or not at all.
Result<void> write_file(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  {
    const Fd file = TRY(open_file(part, O_WRONLY | O_CREAT | O_TRUNC, 0644));
    auto written = write_all(file, as_byte_span(text));
    if (!written) return ::unlink(part.c_str()), std::move(written.error()).with_context(path);
  }
  if (::rename(part.c_str(), path.c_str()) != 0) return io_error("cannot write " + path);
  return {};
}

Result<void> write_report(const Report& report, const std::vector<Output>& outputs, const Flags& flags) {
  for (const auto& output : outputs) {
    const report::WriteOptions options{terminal_width(), output.file.empty() && wants_colour(flags.colour),
                                       false, flags.severity};
    const std::string text = output.format->write(report, options);
    if (!output.file.empty()) {
      TRY(write_file(output.file, text));
      continue;
    }
    const Fd standard_output = TRY(duplicate_of(STDOUT_FILENO));
    auto written = write_all(standard_output, as_byte_span(text));
    if (!written && written.error().sys_errno != EPIPE) return written;  // a reader may leave early
  }
  return {};
}

int exit_code(const Report& report, std::optional<Severity> gate, bool allow_partial) {
  for (const auto& finding : report.findings)
    if (gate && !finding.suppressed && finding.severity >= *gate) return kGate;
  return report.gaps.empty() || allow_partial ? kPassed : kIncomplete;
}

Result<std::optional<advisory::Generation>> open_database(const Flags& flags) {
  const std::string path = flags.database.empty() ? default_generation() : flags.database;
  if (flags.database.empty() && ::access(path.c_str(), F_OK) != 0)
    return std::optional<advisory::Generation>();
  return std::optional<advisory::Generation>(TRY(advisory::Generation::open(path)));
}

Result<scan::ScanRequest> make_request(const Flags& flags, const std::vector<sandbox::PluginFile>& plugins,
                                       const std::optional<advisory::Generation>& database) {
  scan::ScanRequest request;
  request.reference = flags.image;
  request.plugins = plugins;
  request.generation = database ? &*database : nullptr;
  request.repeatable = !flags.at.empty();
  request.at = flags.at.empty() ? now() : TRY(parse_instant(flags.at));
  request.verify_diff_ids = flags.verify_diff_ids;
  request.threads = std::max(1u, std::thread::hardware_concurrency());
  if (!flags.platform.empty()) request.open.platform = TRY(source::parse_platform(flags.platform));
  request.open.spool_directory = flags.no_cache ? "" : flags.cache_directory;
  return request;
}

Result<int> scan_image(const Flags& flags) {
  const auto outputs = TRY(parse_outputs(flags.outputs));
  const auto gate = TRY(parse_gate(flags.fail_on));
  TRY(check_severities(flags.severity));
  auto jails = TRY(start_sandbox());  // early, while this process is small and has opened nothing
  const auto plugins = TRY(load_plugins(flags.plugin_directories));
  const auto cache = TRY(scan::Cache::open(flags.no_cache ? "" : flags.cache_directory));
  const auto database = TRY(open_database(flags));
  const auto request = TRY(make_request(flags, plugins, database));
  const auto progress = make_progress(progress_style(flags.progress, flags.quiet));
  auto scanned = scan::scan(request, {*jails, cache, *progress});
  progress->stage("done", 0);
  const Report report = TRY(std::move(scanned).with_context(flags.image));
  TRY(write_report(report, outputs, flags));
  return exit_code(report, gate, flags.allow_partial);
}

}  // namespace

int run_scan(const std::vector<std::string>& arguments) {
  CLI::App app("Looks at an image: what is in it, what is wrong with it, what could not be seen.",
               "lazaret scan");
  Flags flags;
  declare(app, flags);
  if (const auto code = parse_arguments(app, arguments)) return *code;
  auto result = scan_image(flags);
  return result ? *result : fail(result.error().message);
}

}  // namespace lazaret::cli
