// SPDX-License-Identifier: Apache-2.0
// One immutable advisory generation: a mapped file with a hashed index on (ecosystem, package), compact
// ranges, and texts in compressed blocks apart. Written by `lazaret db build`, read by the matcher, shared by
// any number of readers. The file is downloaded data: every offset is checked where it is followed. Format:
// docs/reference/generation.md.
#pragma once

#include <memory>
#include <string>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/model/report.h"

namespace lazaret::advisory {

class Generation {
 public:
  // Maps and checks header and section bounds; cheap. `verify` also reads everything: checksum and every
  // record.
  static Result<Generation> open(const std::string& path);
  Result<void> verify() const;
  const DatabaseInfo& info() const;

  Generation(Generation&&) noexcept;
  Generation& operator=(Generation&&) noexcept;
  ~Generation();
  struct State;
  const State& state() const { return *state_; }

 private:
  explicit Generation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lazaret::advisory
