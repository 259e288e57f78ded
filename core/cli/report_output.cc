// SPDX-License-Identifier: Apache-2.0
#include "core/cli/report_output.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/whole_file.h"

namespace lazaret::cli {
namespace {

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

// A device or a pipe: it is written to, for nothing may take its place.
bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Result<void> write_through(const std::string& path, const std::string& text) {
  const Fd file = TRY(open_file(path, O_WRONLY));
  return write_all(file, as_byte_span(text)).with_context(path);
}

Result<void> write_file(const std::string& path, const std::string& text) {
  return is_special(path) ? write_through(path, text) : write_whole_file(path, text);
}

Error no_such_format(const std::string& name) {
  std::string names;
  for (const auto& known : report::formats()) names.append(names.empty() ? "" : ", ").append(known.name);
  return make_error(ErrorCode::InvalidInput,
                    "there is no output format \"" + name + "\"; there are: " + names);
}

}  // namespace

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto* format = report::find_format(name);
    if (format == nullptr) return no_such_format(name);
    outputs.push_back({format, equals == std::string::npos ? "" : text.substr(equals + 1)});
  }
  if (outputs.empty()) outputs.push_back({report::find_format("table"), ""});
  return outputs;
}

Result<void> write_report(const Report& report, const std::vector<Output>& outputs, const std::string& colour,
                          const std::string& severities, bool show_suppressed) {
  for (const auto& output : outputs) {
    const report::WriteOptions options{terminal_width(), output.file.empty() && wants_colour(colour), false,
                                       show_suppressed, severities};
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

}  // namespace lazaret::cli
