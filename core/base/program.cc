// SPDX-License-Identifier: Apache-2.0
#include "core/base/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/base/child.h"
#include "core/base/text.h"
#include "core/base/time.h"

namespace lazaret {
namespace {

constexpr std::size_t kChunkBytes = 4096;

Error too_slow(const ProgramRun& run) {
  return make_error(ErrorCode::Timeout, run.program + " did not end within " +
                                            std::to_string(run.wall.count()) + " ms, and was stopped");
}

Result<std::string> read_output(const Fd& pipe, const ProgramRun& run, const Deadline& deadline) {
  std::string output;
  std::array<std::byte, kChunkBytes> chunk{};
  for (;;) {
    pollfd ready{pipe.get(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(deadline.left().count())) == 0) return too_slow(run);
    const std::size_t got = TRY(read_some(pipe, chunk));
    if (got == 0) return output;
    output += as_text(std::span(chunk).first(got));
    if (output.size() > run.output_bytes)
      return make_error(ErrorCode::LimitExceeded, run.program + " wrote more than the limit of " +
                                                      format_bytes(run.output_bytes) + ", and was stopped");
  }
}

// A program that does not read its input has closed it: that is its own affair.
Result<void> write_input(Fd pipe, const std::string& text) {
  auto written = write_all(pipe, as_byte_span(text));
  if (!written && written.error().sys_errno != EPIPE) return written;
  return {};
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Result<ProgramEnd> run_program(const ProgramRun& run) {
  LZ_ASSERT(run.input.size() <= kChunkBytes);
  const Deadline deadline(run.wall);
  PipeEnds input = TRY(make_pipe());
  PipeEnds output = TRY(make_pipe());
  Fd nowhere = TRY(open_file("/dev/null", O_WRONLY));
  auto child = TRY(Child::start(run.program, run.arguments, run.environment, {},
                                {input.read.get(), output.write.get(), nowhere.get()}));
  input.read.close();
  output.write.close();
  TRY(write_input(std::move(input.write), run.input));
  ProgramEnd end;
  end.output = TRY(read_output(output.read, run, deadline));
  const auto status = TRY(child.wait(deadline.left()));
  if (!status) return too_slow(run);
  end.exit_code = exit_code_of(*status);
  return end;
}

std::string find_program(const std::string& name, const std::string& path) {
  for (const auto directory : split(path, ':')) {
    const std::string candidate = std::string(directory) + "/" + name;
    if (directory.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

}  // namespace lazaret
