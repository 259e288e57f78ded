// SPDX-License-Identifier: Apache-2.0
#include "tests/support/in_process_runner.h"

namespace lazaret::testing {
namespace {

sandbox::Outcome outcome_of(const Error* error) {
  sandbox::Outcome outcome;
  outcome.isolation = Isolation::Degraded;
  outcome.status = error == nullptr ? RunOutcome::Ok : RunOutcome::PluginError;
  if (error != nullptr) outcome.detail = error->message;
  return outcome;
}

}  // namespace

sandbox::UnpackResult InProcessRunner::unpack(sandbox::UnpackJob job) {
  archive::FdSource source(job.input);
  auto summary = image::unpack_layer(source, job.output, job.request);
  if (!summary) return {outcome_of(&summary.error()), {}};
  return {outcome_of(nullptr), summary.take()};
}

sandbox::ListResult InProcessRunner::list(sandbox::ListJob job) {
  auto summary = image::list_archive(job.archive, job.spool, job.output, job.request);
  if (!summary) return {outcome_of(&summary.error()), {}};
  return {outcome_of(nullptr), summary.take()};
}

sandbox::DetectResult InProcessRunner::detect(sandbox::DetectJob job) {
  if (on_detect) return on_detect(std::move(job));
  sandbox::DetectResult result;
  result.outcome.detail = "this test runs no detectors";
  return result;
}

}  // namespace lazaret::testing
