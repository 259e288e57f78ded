// SPDX-License-Identifier: Apache-2.0
#include "core/scan/feeder.h"

#include <fcntl.h>

#include <cerrno>
#include <vector>

namespace lazaret::scan {
namespace {

constexpr std::size_t kChunkBytes = 256 * 1024;
constexpr int kPipeBytes = 1 << 20;  // the most that an ordinary user may ask for

}  // namespace

Result<Fed> feed(source::LayerStream& stream, Fd sink, std::string_view algorithm, Progress& progress) {
  ::fcntl(sink.get(), F_SETPIPE_SZ, kPipeBytes);  // smaller is slower, not wrong
  std::vector<std::byte> buffer(kChunkBytes);
  Hasher hasher(algorithm);
  Fed fed;
  for (;;) {
    const std::size_t got = TRY(stream.read(buffer));
    if (got == 0) break;
    const auto chunk = std::span(buffer).first(got);
    hasher.update(chunk);
    fed.bytes += got;
    progress.advance(got);
    if (fed.reader_left) continue;
    if (auto written = write_all(sink, chunk); !written) {
      // The jail failed or saw enough; hash the rest so that a wrong digest is told as such.
      if (written.error().sys_errno != EPIPE) return std::move(written.error());
      fed.reader_left = true;
    }
  }
  fed.digest = hasher.finish();
  return fed;
}

}  // namespace lazaret::scan
