// SPDX-License-Identifier: Apache-2.0
// The Runner that commands use: every job in a jail of its own, made by lazaret-launcher.
// Called by core/scan through Runner. Trusts the launcher; what comes from a worker is hostile until wire.h
// has checked it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "sandbox/runner.h"

namespace lazaret::sandbox {

struct SandboxOptions {
  std::string launcher;  // absolute path of lazaret-launcher
  std::string worker;    // absolute path of lazaret-worker
  bool allow_degraded =
      false;  // the operator agrees to jails without namespaces (`sandbox.minimum: degraded`)
};

enum class LayerState { There, Missing, Broken };

// One layer of the jail on this machine, as tried when the launcher started.
struct SandboxLayer {
  std::string name;  // "user namespace", "landlock" …
  LayerState state = LayerState::Missing;
  std::string detail;  // what was found: "ABI 7", "mount: Operation not permitted"
};

struct SandboxStatus {
  bool usable = false;  // jobs can be run in this mode
  Isolation isolation = Isolation::Full;
  std::string mode;  // "root", "unprivileged", "degraded"
  std::vector<SandboxLayer> layers;
};

class JailRunner : public Runner {
 public:
  // Starts the launcher. Call it before there are threads, from a thread that lives as long as the runner:
  // the launcher dies with the thread that started it. Refuses, and says why, where only degraded jails can
  // be had and `allow_degraded` is not set, or where not even those can.
  static Result<std::unique_ptr<JailRunner>> start(const SandboxOptions& options);
  ~JailRunner() override;  // ends the launcher and with it every job

  UnpackResult unpack(UnpackJob job) override;
  ListResult list(ListJob job) override;
  DetectResult detect(DetectJob job) override;
  Isolation isolation() const override;
  const SandboxStatus& status() const;

 private:
  friend Result<SandboxStatus> probe_sandbox(const SandboxOptions& options);
  struct Launcher;
  explicit JailRunner(std::unique_ptr<Launcher> launcher);
  std::unique_ptr<Launcher> launcher_;
};

// Asks the launcher what it can do, without keeping it; for `lazaret doctor`.
Result<SandboxStatus> probe_sandbox(const SandboxOptions& options);

}  // namespace lazaret::sandbox
