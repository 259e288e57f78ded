// SPDX-License-Identifier: Apache-2.0
// Raw deflate (RFC 1951) in steps, behind one small interface with two backends: ISA-L, and zlib where it is
// absent. Called by the gzip decoder, and by the test that runs both on the same bytes. The bytes are
// hostile. No checksum is made: the blob's own digest is verified, and ISA-L's CRC would cost 13 % of the
// whole pass.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace lazaret::archive {

class Inflater {
 public:
  struct Step {
    std::size_t taken = 0;  // of `input`
    std::size_t given = 0;  // into `output`
    std::size_t returned =
        0;  // taken earlier, but belonging to what follows the stream; 8 at most, when finished
    bool finished = false;
  };
  virtual ~Inflater() = default;
  // Forgets the stream; ready for the next.
  virtual Result<void> reset() = 0;
  // Neither taken nor given: more input is needed. `output` is not empty.
  virtual Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) = 0;
};

Result<std::unique_ptr<Inflater>> make_zlib_inflater();
#ifdef LAZARET_HAVE_ISAL
Result<std::unique_ptr<Inflater>> make_isal_inflater();
#endif
// The faster of those that are there.
inline Result<std::unique_ptr<Inflater>> make_inflater() {
#ifdef LAZARET_HAVE_ISAL
  return make_isal_inflater();
#else
  return make_zlib_inflater();
#endif
}

}  // namespace lazaret::archive
