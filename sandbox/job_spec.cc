// SPDX-License-Identifier: Apache-2.0
#include "sandbox/job_spec.h"

#include <cstring>
#include <type_traits>

#include "core/base/bytes.h"

namespace lazaret::sandbox {
namespace {

constexpr std::uint64_t kMostBytes = 4u << 20;

struct FixedPart {
  JobKind kind;
  std::uint32_t packs, threads;
  bool want_diff_id, trusted_omissions, degraded, tree;
  Limits limits;
};
static_assert(std::is_trivially_copyable_v<FixedPart>);

void append_sized(std::string& out, std::string_view text) {
  append_little(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

Result<std::string_view> read_sized(ByteReader& reader) { return reader.take_text(TRY(reader.read_u32le())); }

}  // namespace

Result<Fd> write_job_spec(const JobSpec& spec) {
  const FixedPart fixed{spec.kind,     spec.packs, spec.threads, spec.want_diff_id, spec.trusted_omissions,
                        spec.degraded, spec.tree,  spec.limits};
  std::string bytes(reinterpret_cast<const char*>(&fixed), sizeof fixed);
  append_sized(bytes, spec.asks.serialize());
  append_sized(bytes, spec.plugin_id);
  append_sized(bytes, spec.plugin_version);
  Fd file = TRY(make_memory_file("lazaret-job"));
  TRY(write_all(file, as_byte_span(bytes)));
  TRY(seal(file));
  return file;
}

Result<JobSpec> read_job_spec(const Fd& file) {
  std::string bytes(static_cast<std::size_t>(TRY(size_of(file))), '\0');
  if (bytes.size() > kMostBytes)
    return make_error(ErrorCode::LimitExceeded,
                      "job specification of " + std::to_string(bytes.size()) + " bytes");
  TRY(read_at(file, 0, std::as_writable_bytes(std::span(bytes))));
  ByteReader reader(as_byte_span(bytes), "job specification");
  FixedPart fixed;
  std::memcpy(static_cast<void*>(&fixed), TRY(reader.take(sizeof fixed)).data(), sizeof fixed);
  JobSpec spec;
  spec.kind = fixed.kind;
  spec.packs = fixed.packs;
  spec.threads = fixed.threads;
  spec.want_diff_id = fixed.want_diff_id;
  spec.trusted_omissions = fixed.trusted_omissions;
  spec.degraded = fixed.degraded;
  spec.tree = fixed.tree;
  spec.limits = fixed.limits;
  spec.asks = TRY(AskSet::parse(TRY(read_sized(reader))));
  spec.plugin_id = TRY(read_sized(reader));
  spec.plugin_version = TRY(read_sized(reader));
  return spec;
}

}  // namespace lazaret::sandbox
