// SPDX-License-Identifier: Apache-2.0
#include "sandbox/jail_runner.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "core/base/child.h"
#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/image/asked_tree.h"
#include "core/image/view.h"
#include "sandbox/job_session.h"
#include "sandbox/launch_protocol.h"
#include "sandbox/path_check.h"
#include "sandbox/seccomp_policy.h"

namespace lazaret::sandbox {
namespace {

constexpr int kGreetingMs = 20'000;
constexpr int kKeeperMs = 5'000;
constexpr std::uint64_t kProgramBytes =
    192u << 20;                              // address space of program, libraries, stack, allocator's arenas
constexpr std::uint64_t kInodeBytes = 2048;  // what the kernel keeps of an entry of a tree, names included
constexpr std::uint64_t kThreadBytes = 9u << 20;  // stack and guard
constexpr std::uint64_t kOutputSlack =
    2ull << 30;  // of a layer file: entries, extents and strings beside the pack

Result<SandboxStatus> parse_greeting(std::string_view text) {
  SandboxStatus status;
  for (const auto line : split(text, '\n')) {
    const auto parts = split(line, '\t');
    if (parts.size() < 3) continue;
    if (parts[0] == "mode") {
      status.mode = parts[1];
      status.usable = parts[2] == "usable";
      status.isolation = parts[1] == "degraded" ? Isolation::Degraded : Isolation::Full;
      continue;
    }
    const auto state = parts[1] == "there"     ? LayerState::There
                       : parts[1] == "missing" ? LayerState::Missing
                                               : LayerState::Broken;
    status.layers.push_back({std::string(parts[0]), state, std::string(parts[2])});
  }
  if (status.mode.empty()) return make_error(ErrorCode::Internal, "the launcher's greeting is not one");
  return status;
}

struct Greeting {
  SandboxStatus status;
  Fd keeper;  // the process that removes cgroups, where there is one
};

Result<Greeting> receive_greeting(const Fd& socket) {
  pollfd ready{socket.get(), POLLIN, 0};
  if (::poll(&ready, 1, kGreetingMs) == 0)
    return make_error(ErrorCode::Timeout, "the launcher does not answer");
  std::array<std::byte, kGreetingBytes> buffer;
  auto packet = TRY(receive_packet(socket, buffer));
  if (packet.size == 0) return make_error(ErrorCode::Internal, "the launcher ended before it said anything");
  Greeting greeting;
  greeting.status = TRY(parse_greeting(as_text(std::span(buffer).first(packet.size))));
  if (!packet.descriptors.empty()) greeting.keeper = std::move(packet.descriptors.front());
  return greeting;
}

Result<std::uint64_t> total_size(const std::vector<Fd>& files) {
  std::uint64_t total = 0;
  for (const Fd& file : files) total += TRY(size_of(file));
  return total;
}

// The caller may hold it for writing; a jail that did could change what other jobs, and the cache, see of the
// image.
Result<Fd> reopen_for_reading(const Fd& file) {
  return open_file("/proc/self/fd/" + std::to_string(file.get()), O_RDONLY);
}

Policy policy_of(const JobSpec& spec) {
  return {spec.kind == JobKind::Detect ? PolicyName::Detect : PolicyName::Unpack, spec.threads > 0,
          spec.tree};
}
std::string name_of(const Policy& policy) {
  return std::string(policy.name == PolicyName::Detect ? "detect" : "unpack") +
         (policy.threads ? "+threads" : "") + (policy.tree ? "+tree" : "");
}
// Of the very program that the worker loads, but for its own number.
std::string digest_of(const Policy& policy) {
  const auto filter = build_filter(policy, 0, Unlisted::Tell);
  return std::string(sha256_of(as_text(std::as_bytes(std::span(filter)))).hex());
}

std::string missing_layers(const SandboxStatus& status) {
  std::string text;
  for (const auto& layer : status.layers)
    if (layer.state != LayerState::There)
      text +=
          (text.empty() ? "" : ", ") + layer.name + (layer.detail.empty() ? "" : " (" + layer.detail + ")");
  return text;
}

}  // namespace

struct JailRunner::Launcher {
  std::optional<Child> process;
  Fd socket;
  Fd keeper;
  SandboxStatus status;

  Launcher(Child child, Fd end, Greeting greeting)
      : process(std::move(child)),
        socket(std::move(end)),
        keeper(std::move(greeting.keeper)),
        status(std::move(greeting.status)) {}
  ~Launcher() {
    socket.close();
    process.reset();
    pollfd gone{keeper.get(), POLLIN, 0};
    if (keeper) (void)::poll(&gone, 1, kKeeperMs);
  }

  static Result<std::unique_ptr<Launcher>> start(const SandboxOptions& options) {
    auto pair = TRY(make_socket_pair());
    std::vector<std::string> arguments{options.worker};
    if (options.allow_degraded) arguments.emplace_back("--allow-degraded");
    const std::array descriptors{pair.write.get()};
    auto process = TRY(Child::start(options.launcher, arguments, {"LANG=C.UTF-8"}, descriptors));
    pair.write.close();
    auto greeting = TRY(receive_greeting(pair.read));
    return std::make_unique<Launcher>(std::move(process), std::move(pair.read), std::move(greeting));
  }

  // The session's outcome, with what the runner knows of itself.
  Outcome run(JobSession& session, const JobSpec& spec) const {
    Outcome outcome = session.run();
    outcome.isolation = status.isolation;
    outcome.records = session.transcript().records;
    Receipt& receipt = outcome.receipt;
    const Policy policy = policy_of(spec);
    receipt.policy = name_of(policy);
    receipt.policy_sha256 = digest_of(policy);
    receipt.mode = status.mode;
    for (const auto& layer : status.layers)
      if (layer.state != LayerState::There) receipt.missing.push_back(layer.name);
    receipt.limits.output_bytes = spec.limits.output_bytes;
    receipt.limits.log_bytes = spec.limits.log_bytes;
    return outcome;
  }
};

JailRunner::JailRunner(std::unique_ptr<Launcher> launcher) : launcher_(std::move(launcher)) {}
JailRunner::~JailRunner() = default;

Result<std::unique_ptr<JailRunner>> JailRunner::start(const SandboxOptions& options) {
  auto launcher = TRY(Launcher::start(options));
  if (!launcher->status.usable)
    return make_error(ErrorCode::Denied, "no full jail can be made here; missing: " +
                                             missing_layers(launcher->status) + "; see lazaret doctor");
  return std::unique_ptr<JailRunner>(new JailRunner(std::move(launcher)));
}

Result<SandboxStatus> probe_sandbox(const SandboxOptions& options) {
  return TRY(JailRunner::Launcher::start(options))->status;
}

Isolation JailRunner::isolation() const { return launcher_->status.isolation; }
const SandboxStatus& JailRunner::status() const { return launcher_->status; }

namespace {

Outcome could_not_prepare(const Error& error) {
  Outcome outcome;
  outcome.detail = error.message;
  return outcome;
}

// What all kinds of job have in common; the specification becomes the first descriptor.
Result<SessionJob> session_for(const JobSpec& spec) {
  SessionJob job;
  job.descriptors.push_back(TRY(write_job_spec(spec)));
  job.wall = spec.limits.job_wall;
  job.memory_bytes = spec.limits.job_memory_bytes;
  job.request.data_bytes = spec.limits.job_memory_bytes;
  job.request.address_bytes = kProgramBytes;
  job.full = !spec.degraded;
  job.request.threads = spec.threads;
  job.request.data_bytes += spec.threads * kThreadBytes;
  job.request.address_bytes += spec.threads * kThreadBytes;
  job.request.memory_bytes = job.request.data_bytes + kProgramBytes;
  job.request.cpu_seconds = static_cast<std::uint64_t>(spec.limits.job_cpu.count());
  return job;
}

JobSpec spec_for(JobKind kind, const image::UnpackRequest& request, Isolation isolation) {
  JobSpec spec;
  spec.kind = kind;
  spec.want_diff_id = request.want_diff_id;
  spec.trusted_omissions = request.trusted_omissions;
  spec.degraded = isolation == Isolation::Degraded;
  spec.limits = request.limits;
  spec.asks = request.asks;
  return spec;
}

Expectation expectation_for(const JobSpec& spec, const std::vector<std::string>& emits) {
  Expectation expectation = expect_from(emits);
  expectation.kind = spec.kind;
  expectation.plugin_id = spec.plugin_id;
  expectation.plugin_version = spec.plugin_version;
  expectation.limits = spec.limits;
  return expectation;
}

// A manifest may ask for less than the default; for more it gets what the operator granted.
std::uint64_t granted(std::uint64_t asked, std::uint64_t usual, std::uint64_t grant) {
  return asked == 0 ? usual : std::min(asked, std::max(usual, grant));
}

Limits limits_for(const DetectJob& job) {
  Limits limits = job.limits;
  const auto& manifest = job.plugin->manifest;
  const auto& grant = job.plugin->grant;
  limits.job_memory_bytes = granted(manifest.memory_bytes, limits.job_memory_bytes, grant.memory_bytes);
  const auto usual = static_cast<std::uint64_t>(limits.job_cpu.count());
  limits.job_cpu = std::chrono::seconds(granted(manifest.seconds, usual, grant.seconds));
  if (limits.job_cpu.count() > static_cast<std::int64_t>(usual))
    limits.job_wall = std::max(limits.job_wall, 2 * limits.job_cpu);
  return limits;
}

JobSpec spec_for(const DetectJob& job, Isolation isolation) {
  JobSpec spec;
  spec.kind = JobKind::Detect;
  spec.degraded = isolation == Isolation::Degraded;
  spec.packs = static_cast<std::uint32_t>(job.packs.size());
  spec.tree = job.plugin->manifest.tree;
  spec.threads = static_cast<std::uint32_t>(job.plugin->manifest.threads);
  spec.limits = limits_for(job);
  spec.asks = job.plugin->manifest.files;
  spec.plugin_id = job.plugin->manifest.id;
  spec.plugin_version = job.plugin->manifest.version;
  return spec;
}

std::string module_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Result<SessionJob> session_for(const JobSpec& spec, DetectJob& job) {
  SessionJob session = TRY(session_for(spec));
  session.request.address_bytes +=
      TRY(total_size(job.packs)) + TRY(size_of(job.view)) + 2 * TRY(size_of(job.plugin->file));
  session.request.memory_bytes += 2 * TRY(size_of(job.plugin->file));
  session.request.code = spec.degraded ? -1 : kFirstInput - kSpecDescriptor;
  session.plugin = module_name(spec.degraded ? job.plugin->path : kPluginPath);
  session.descriptors.push_back(TRY(duplicate(job.plugin->file)));
  session.descriptors.push_back(TRY(duplicate(job.view)));
  for (const Fd& pack : job.packs) session.descriptors.push_back(TRY(reopen_for_reading(pack)));
  return session;
}

// What a job writes to memory is charged to its cgroup; files of the cache are not memory.
void allow_files(SessionJob& job, std::uint64_t bytes, std::initializer_list<const Fd*> files) {
  job.request.file_bytes = bytes;
  for (const Fd* file : files) {
    struct statfs where {};
    if (::fstatfs(file->get(), &where) == 0 && where.f_type == TMPFS_MAGIC) job.request.memory_bytes += bytes;
  }
}

image::UnpackSummary summary_of(Transcript& transcript) {
  image::UnpackSummary summary = std::move(transcript.summary.unpack);
  summary.gaps = std::move(transcript.detection.gaps);
  return summary;
}

}  // namespace

UnpackResult JailRunner::unpack(UnpackJob job) {
  const auto spec = spec_for(JobKind::Unpack, job.request, isolation());
  auto prepared = session_for(spec);
  if (!prepared.has_value()) return {could_not_prepare(prepared.error()), {}};
  allow_files(*prepared, spec.limits.pack_bytes + kOutputSlack, {&job.output});
  prepared->descriptors.push_back(std::move(job.input));
  prepared->descriptors.push_back(std::move(job.output));
  JobSession session(launcher_->socket, prepared.take(), expectation_for(spec, {}));
  const auto outcome = launcher_->run(session, spec);
  return {outcome, summary_of(session.transcript())};
}

ListResult JailRunner::list(ListJob job) {
  const auto spec = spec_for(JobKind::List, job.request, isolation());
  auto prepared = session_for(spec);
  if (!prepared.has_value()) return {could_not_prepare(prepared.error()), {}};
  allow_files(*prepared, spec.limits.layer_bytes, {&job.spool, &job.output});
  auto archive = reopen_for_reading(job.archive);
  if (!archive.has_value()) return {could_not_prepare(archive.error()), {}};
  prepared->descriptors.push_back(archive.take());
  prepared->descriptors.push_back(std::move(job.spool));
  prepared->descriptors.push_back(std::move(job.output));
  JobSession session(launcher_->socket, prepared.take(), expectation_for(spec, {}));
  const auto outcome = launcher_->run(session, spec);
  return {outcome, {summary_of(session.transcript()), session.transcript().summary.spooled}};
}

namespace {

// The tree is in memory, so its job may hold that much more.
Result<void> allow_tree(SessionJob& session, const image::View& view, const JobSpec& spec) {
  if (!spec.tree) return {};
  const auto tree = TRY(image::asked_tree(view, spec.asks, spec.limits));
  session.request.tree_bytes = tree.bytes;
  session.request.tree_inodes = tree.nodes.size() + 1;
  session.request.memory_bytes += tree.bytes + session.request.tree_inodes * kInodeBytes;
  return {};
}

Result<void> check_tree(const DetectJob& job, const JobSpec& spec) {
  if (!spec.tree) return {};
  TRY(check_tree_grant(*job.plugin));
  if (!spec.degraded) return {};
  return make_error(ErrorCode::Unsupported,
                    "a degraded jail has no file systems of its own, so it can hold no tree");
}

}  // namespace

DetectResult JailRunner::detect(DetectJob job) {
  const auto spec = spec_for(job, isolation());
  if (const auto may = check_tree(job, spec); !may.has_value()) return {could_not_prepare(may.error()), {}};
  if (spec.degraded && spec.threads > 0)
    return {
        could_not_prepare(make_error(ErrorCode::Unsupported, "threads cannot be counted in a degraded jail")),
        {}};
  const auto view = image::View::open(job.view);
  if (!view.has_value()) return {could_not_prepare(view.error()), {}};
  auto prepared = session_for(spec, job);
  if (!prepared.has_value()) return {could_not_prepare(prepared.error()), {}};
  if (const auto room = allow_tree(*prepared, *view, spec); !room.has_value())
    return {could_not_prepare(room.error()), {}};
  JobSession session(launcher_->socket, prepared.take(), expectation_for(spec, job.plugin->manifest.emits));
  const auto outcome = launcher_->run(session, spec);
  DetectResult result{outcome, std::move(session.transcript().detection)};
  check_paths(result.detection, *view, spec.plugin_id);
  return result;
}

}  // namespace lazaret::sandbox
