// SPDX-License-Identifier: Apache-2.0
// lazaret-worker: the program inside a jail. Reads its job, maps what it may see, confines itself, only then
// looks at hostile bytes or loads a plugin. Started by the launcher; `--libraries` lists what it is linked
// with, `--tree` writes /image for the detector that comes after. Trusts its job.
#include <link.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "sandbox/confinement.h"
#include "sandbox/detector_host.h"
#include "sandbox/job_layout.h"
#include "sandbox/job_spec.h"
#include "sandbox/worker_jobs.h"

namespace {

using namespace lazaret;
using namespace lazaret::sandbox;

int print_library(dl_phdr_info* info, std::size_t, void*) {
  if (info->dlpi_name == nullptr || info->dlpi_name[0] != '/') return 0;
  const std::string line = std::string(info->dlpi_name) + "\n";
  return ::write(kSpecDescriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) ? 0 : 1;
}

Result<void> work(bool tree, wire::FrameWriter& writer) {
  const Fd file(kSpecDescriptor);
  const JobSpec spec = TRY(read_job_spec(file));
  if (tree) return run_tree(spec);
  switch (spec.kind) {
    case JobKind::Unpack: return run_unpack(spec, writer);
    case JobKind::List: return run_list(spec, writer);
    case JobKind::Detect: return run_detect(spec, writer);
  }
  return make_error(ErrorCode::Internal, "unknown kind of job");
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[1], "--libraries") == 0)
    return ::dl_iterate_phdr(print_library, nullptr);
  // Destructors of plugins and libraries are not run: what the supervisor is to know has been said.
  std::set_new_handler([] { ::_exit(wire::kExitOutOfMemory); });
  wire::FrameWriter writer(kResultDescriptor);
  const bool tree = count == 2 && std::strcmp(arguments[1], kTreeArgument) == 0;
  const auto worked = work(tree, writer);
  if (worked.has_value()) ::_exit(0);
  writer.put(wire::FrameType::SetupFailed,
             wire::Fields().text(wire::Tag::Text, plain_text(worked.error().message, 1024)));
  writer.flush();
  ::_exit(wire::kExitSetupFailed);
}
