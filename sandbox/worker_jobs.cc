// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_jobs.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/statvfs.h>

#include <array>
#include <optional>

#include "core/base/digest.h"
#include "core/image/asked_tree.h"
#include "core/image/layer_file.h"
#include "core/image/unpacker.h"
#include "core/image/view.h"
#include "sandbox/confinement.h"
#include "sandbox/detector_host.h"
#include "sandbox/tree_writer.h"

namespace lazaret::sandbox {
namespace {

using wire::EndStatus;
using wire::Fields;
using wire::FrameType;
using wire::Tag;

Result<void> confine_and_greet(const JobSpec& spec, PolicyName policy, std::span<const FileGrant> files,
                               wire::FrameWriter& writer) {
  TRY(confine({policy, spec.threads > 0, spec.tree}, files, spec.degraded));
  writer.put(FrameType::Hello, hello_fields(spec.plugin_id, spec.plugin_version));
  return {};
}

std::uint64_t put_gaps(const std::vector<Gap>& gaps, wire::FrameWriter& writer) {
  for (const auto& gap : gaps)
    writer.put(FrameType::Gap, Fields()
                                   .text(Tag::GapKind, gap.kind)
                                   .text(Tag::GapSubject, plain_text(gap.subject, 8192))
                                   .text(Tag::GapReason, plain_text(gap.reason, 1024)));
  return gaps.size();
}

void put_end(EndStatus status, std::uint64_t records, std::string_view text, wire::FrameWriter& writer) {
  writer.put(FrameType::End, Fields()
                                 .number(Tag::Status, static_cast<std::uint64_t>(status))
                                 .number(Tag::Records, records)
                                 .text(Tag::Text, plain_text(text, 4096)));
  writer.flush();
}

void put_summary(const image::ListSummary& summary, wire::FrameWriter& writer) {
  const auto records = put_gaps(summary.unpack.gaps, writer);
  writer.put(FrameType::Summary, Fields()
                                     .number(Tag::CompressedBytes, summary.unpack.totals.compressed_bytes)
                                     .number(Tag::UncompressedBytes, summary.unpack.totals.uncompressed_bytes)
                                     .number(Tag::Entries, summary.unpack.entries)
                                     .number(Tag::Spooled, summary.spooled ? 1 : 0)
                                     .text(Tag::DiffId, summary.unpack.totals.diff_id));
  put_end(EndStatus::Ok, records, "", writer);
}

image::UnpackRequest request_of(const JobSpec& spec) {
  return {spec.asks, spec.limits, spec.want_diff_id, spec.trusted_omissions};
}

struct Target {
  std::optional<image::View> view;
  std::vector<image::LayerFile> layers;
  std::vector<std::span<const std::byte>> packs;
};

Result<Target> map_target(const JobSpec& spec) {
  Target target;
  const Fd view_file(kFirstInput + 1);
  target.view.emplace(TRY(image::View::open(view_file)));
  for (std::uint32_t i = 0; i < spec.packs; ++i) {
    const Fd file(kFirstInput + 2 + static_cast<int>(i));
    target.layers.push_back(TRY(image::LayerFile::open(file, spec.limits)));
    target.packs.push_back(target.layers.back().pack());
  }
  return target;
}

// In a jail without a root of its own the descriptor is reached through the host's /proc.
std::string plugin_path(const JobSpec& spec) {
  return spec.degraded ? "/proc/self/fd/" + std::to_string(kFirstInput) : std::string(kPluginPath);
}

const lz_plugin* load_plugin(const std::string& path, std::string& problem) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) problem = ::dlerror();
  return library == nullptr ? nullptr : static_cast<const lz_plugin*>(::dlsym(library, "lazaret_plugin_v1"));
}

// libcrypto reads its configuration at the first hash; afterwards no file can be opened.
void warm_up_hashing() {
  (void)Hasher("sha256").finish();
  (void)Hasher("sha512").finish();
}

Result<Fd> open_tree() { return open_file(kTreePath, O_PATH | O_DIRECTORY | O_NOFOLLOW); }

// Never assume: code of the image must not run, and nobody may change what another reads.
Result<void> verify_tree(const Fd& tree) {
  constexpr unsigned long kWanted = ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC;
  struct statvfs found {};
  if (::fstatvfs(tree.get(), &found) != 0) return io_error("stage tree");
  if ((found.f_flag & kWanted) == kWanted) return {};
  return make_error(ErrorCode::Internal, "stage tree: /image is not read-only, nosuid, nodev and noexec");
}

Result<void> confine_detector(const JobSpec& spec, const std::string& path, wire::FrameWriter& writer) {
  const Fd code = spec.degraded ? TRY(duplicate_of(kFirstInput)) : TRY(open_file(path, O_PATH));
  std::vector<FileGrant> files{{code.get(), FileAccess::ReadFile}};
  Fd tree;
  if (spec.tree) {
    tree = TRY(open_tree());
    TRY(verify_tree(tree));
    files.push_back({tree.get(), FileAccess::ReadTree});
  }
  return confine_and_greet(spec, PolicyName::Detect, files, writer);
}

}  // namespace

Result<void> run_tree(const JobSpec& spec) {
  Fd(kWatchDescriptor).close();
  const Target target = TRY(map_target(spec));
  const auto tree = TRY(image::asked_tree(*target.view, spec.asks, spec.limits));
  const Fd directory = TRY(open_tree());
  const std::array files{FileGrant{directory.get(), FileAccess::MakeTree}};
  TRY(confine_unwatched({PolicyName::Tree}, files));
  return write_tree(directory, *target.view, target.packs, tree);
}

Result<void> run_unpack(const JobSpec& spec, wire::FrameWriter& writer) {
  const Fd input(kFirstInput), output(kFirstInput + 1);
  warm_up_hashing();
  TRY(confine_and_greet(spec, PolicyName::Unpack, {}, writer));
  archive::FdSource source(input);
  const auto summary = image::unpack_layer(source, output, request_of(spec));
  if (summary.has_value())
    put_summary({*summary, false}, writer);
  else
    put_end(EndStatus::Failed, 0, summary.error().message, writer);
  return {};
}

Result<void> run_list(const JobSpec& spec, wire::FrameWriter& writer) {
  const Fd input(kFirstInput), spool(kFirstInput + 1), output(kFirstInput + 2);
  warm_up_hashing();
  TRY(confine_and_greet(spec, PolicyName::Unpack, {}, writer));
  const auto summary = image::list_archive(input, spool, output, request_of(spec));
  if (summary.has_value())
    put_summary(*summary, writer);
  else
    put_end(EndStatus::Failed, 0, summary.error().message, writer);
  return {};
}

Result<void> run_detect(const JobSpec& spec, wire::FrameWriter& writer) {
  Fd code(kFirstInput);
  const Target target = TRY(map_target(spec));
  const auto path = plugin_path(spec);
  TRY(confine_detector(spec, path, writer));
  if (!spec.degraded) code.close();
  writer.flush();
  DetectorHost host(*target.view, target.packs, spec.asks, spec.limits,
                    [&](FrameType type, const Fields& fields) { writer.put(type, fields); });
  if (spec.tree) host.show_tree(kTreePath);
  std::string problem;
  const auto* plugin = load_plugin(path, problem);
  if (problem.empty()) {
    writer.put(FrameType::Loaded, {});
    writer.flush();
    host.run(plugin, spec.plugin_id, spec.plugin_version);
  } else {
    host.refuse("cannot load it: " + problem);
  }
  writer.flush();
  return {};
}

}  // namespace lazaret::sandbox
