// SPDX-License-Identifier: Apache-2.0
#include "core/cli/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "core/base/fd.h"

namespace lazaret::cli {

Result<void> write_whole_file(const std::string& path, std::string_view text, mode_t mode) {
  const std::string part = path + ".part";
  {
    const Fd file = TRY(open_file(part, O_WRONLY | O_CREAT | O_TRUNC, mode));
    auto written = write_all(file, as_byte_span(text));
    if (!written) return ::unlink(part.c_str()), std::move(written.error()).with_context(path);
  }
  if (::rename(part.c_str(), path.c_str()) == 0) return {};
  auto problem = io_error("cannot write " + path);
  ::unlink(part.c_str());
  return problem;
}

}  // namespace lazaret::cli
