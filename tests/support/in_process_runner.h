// SPDX-License-Identifier: Apache-2.0
// A runner without jails: decoders run in this process, over bytes that the test made itself.
// Linked into test binaries alone; the products have JailRunner and no other.
#pragma once

#include <functional>

#include "sandbox/runner.h"

namespace lazaret::testing {

class InProcessRunner : public sandbox::Runner {
 public:
  sandbox::UnpackResult unpack(sandbox::UnpackJob job) override;
  sandbox::ListResult list(sandbox::ListJob job) override;
  // What `on_detect` says; a setup error where no test has set it.
  sandbox::DetectResult detect(sandbox::DetectJob job) override;
  Isolation isolation() const override { return Isolation::Degraded; }

  std::function<sandbox::DetectResult(sandbox::DetectJob)> on_detect;
};

}  // namespace lazaret::testing
