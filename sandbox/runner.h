// SPDX-License-Identifier: Apache-2.0
// Running jobs over hostile bytes: the one door from the supervisor to decoders and detectors.
// Implemented by JailRunner (sandbox/jail_runner.h); the in-process one exists in test binaries alone.
// Callers get validated values: every string is checked for length, UTF-8 and control characters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/unpacker.h"
#include "core/model/ask.h"
#include "core/model/package.h"
#include "sandbox/outcome.h"
#include "sandbox/plugin_manifest.h"

namespace lazaret::sandbox {

struct UnpackJob {
  Fd input;   // read end of the pipe that the supervisor feeds with the blob's bytes
  Fd output;  // empty file for the layer file, open for reading and writing
  image::UnpackRequest request;
};
struct UnpackResult {
  Outcome outcome;
  image::UnpackSummary summary;  // meaningful when the outcome is ok
};

struct ListJob {
  Fd archive;  // regular file, read-only
  Fd spool;    // empty writable file
  Fd output;
  image::UnpackRequest request;
};
struct ListResult {
  Outcome outcome;
  image::ListSummary summary;
};

struct DetectJob {
  const PluginFile* plugin = nullptr;  // checked by PluginFile::open
  Fd view;                             // of image::View::merge
  std::vector<Fd> packs;               // layer files, in the order of the view's layers
  Limits limits;
};
struct DetectResult {
  Outcome outcome;
  Detection detection;  // what was emitted, also when the outcome is not ok
};

// All calls block until the job has ended and been reaped; thread-safe.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual UnpackResult unpack(UnpackJob job) = 0;
  virtual ListResult list(ListJob job) = 0;
  virtual DetectResult detect(DetectJob job) = 0;
  virtual Isolation isolation() const = 0;
};

}  // namespace lazaret::sandbox
