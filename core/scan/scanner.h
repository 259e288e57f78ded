// SPDX-License-Identifier: Apache-2.0
// One scan, from a reference to a report: the table of contents of everything Lazaret does to an image.
// Called by `lazaret scan` and by the daemon, whose jobs take its two halves apart: a new advisory asks again
// what was found, and never unpacks an image again. Trusts nothing from the image; privileged, so
// it parses nothing of it: layers are unpacked and detectors run in jails behind sandbox::Runner.
#pragma once

#include <span>
#include <string>

#include "core/advisory/generation.h"
#include "core/model/report.h"
#include "core/scan/cache.h"
#include "core/scan/inventory.h"
#include "core/scan/policy.h"
#include "core/scan/progress.h"
#include "core/source/source.h"
#include "sandbox/runner.h"

namespace lazaret::scan {

struct ScanRequest {
  std::string reference;
  source::OpenOptions open;
  std::span<const sandbox::PluginFile> plugins;
  const advisory::Generation* generation =
      nullptr;              // null: packages are listed, and a gap says why nothing is matched
  Instant at;               // the evaluation instant
  bool repeatable = false;  // the user gave it: leave times and memory out of the report
  bool verify_diff_ids = false;
  unsigned threads = 1;
};

struct Services {
  sandbox::Runner& runner;
  const Cache& cache;
  Progress& progress;
  const Policy* policy = nullptr;  // null: no rules, every finding is open
};

// What is in an image, before any advisory is asked.
struct Contents {
  ImageInfo image;
  Inventory inventory;
};

// By what contents are judged.
struct Judges {
  const advisory::Generation* generation = nullptr;  // as in ScanRequest
  const Policy* policy = nullptr;                    // as in Services
  Instant at;
  bool repeatable = false;
};

// The first half. An error as scan() has it.
Result<Contents> take_contents(const ScanRequest& request, const Services& services);
// The second: pure, so that equal contents and judges give equal reports.
Report judge_contents(Contents contents, const Judges& judges);

// Both. An error means: could not do it (not an image, damaged, unreadable). What merely could not be seen is
// a gap in the report.
Result<Report> scan(const ScanRequest& request, const Services& services);

}  // namespace lazaret::scan
