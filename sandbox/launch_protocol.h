// SPDX-License-Identifier: Apache-2.0
// What jail runner and launcher say to one another, over sequenced-packet sockets; built together, so plain
// structs. One socket for the launcher: each packet on it carries one end of a new job's own channel. A
// channel carries a LaunchRequest, then the job's descriptors, then LaunchReplies back. Closing a channel
// kills its job.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret::sandbox {

inline constexpr std::uint32_t kLaunchMagic = 0x4c5a4a31;  // "1JZL"
inline constexpr std::size_t kDescriptorsPerPacket = 128;  // below the kernel's SCM_MAX_FD of 253
inline constexpr std::uint32_t kMostDescriptors = 600;     // Limits::layers and a few more

// Descriptors of a job, in this order: job specification, result pipe, then what the kind of job needs
// (job_spec.h).
struct LaunchRequest {
  std::uint32_t magic = kLaunchMagic;
  std::uint32_t descriptors = 0;
  std::int32_t code = -1;           // index of the descriptor whose bytes become /plugin/code.so; -1: none
  std::uint32_t threads = 0;        // beside the worker's first
  std::uint64_t memory_bytes = 0;   // all that its cgroup may hold
  std::uint64_t data_bytes = 0;     // private writable memory
  std::uint64_t address_bytes = 0;  // everything mapped, on top of data_bytes
  std::uint64_t file_bytes = 0;     // largest file that it may write; counts as memory where it is in memory
  std::uint64_t cpu_seconds = 0;
  std::uint64_t tree_bytes = 0;   // of the file system /image, whole pages
  std::uint64_t tree_inodes = 0;  // its root among them; 0: there is none
};
// Open files that a job may have: its own, and room for what it opens.
constexpr std::uint64_t open_files_of(const LaunchRequest& request) {
  return request.descriptors + 64 > 256 ? request.descriptors + 64 : 256;
}

enum class LaunchEvent : std::uint32_t { Waiting, Started, Failed, Ended };

// What bounds the memory of a job. Resource limits always do, too.
enum class MemoryBy : std::uint32_t { Unknown, CgroupV2, CgroupV1, Rlimits };
std::string_view to_string(MemoryBy by);

// Which step of making the jail did not work.
enum class JailStage : std::uint32_t {
  None,
  Clone,
  Parent,
  Session,
  Plugin,
  Tree,
  User,
  NestedNamespace,
  MapUsers,
  Cgroup,
  Init,
  Descriptors,
  Limits,
  Capabilities,
  Exec
};
std::string_view to_string(JailStage stage);

struct LaunchReply {
  std::uint32_t magic = kLaunchMagic;
  LaunchEvent event = LaunchEvent::Waiting;  // Started carries the pidfd
  JailStage stage = JailStage::None;
  std::int32_t error = 0;
  std::int32_t wait_status = 0;  // of the worker, as waitpid(2) words it
  std::int32_t killed = 0;       // the jail was killed from outside: no status of the worker is known
  MemoryBy memory_by = MemoryBy::Unknown;
  std::uint32_t out_of_memory = 0;  // the cgroup's limit killed one of its processes
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_rss_kib = 0;
};

// Text lines of the launcher's first packet: "mode\t<mode>\t<usable>", then "<layer>\t<state>\t<detail>".
inline constexpr std::size_t kGreetingBytes = 4096;

Result<void> send_packet(const Fd& socket, std::span<const std::byte> bytes,
                         std::span<const int> descriptors = {});
struct Packet {
  std::size_t size = 0;  // 0: the other side has closed
  std::vector<Fd> descriptors;
  std::int32_t sender = 0;  // process, as the kernel says; only on sockets that asked for it
};
Result<Packet> receive_packet(const Fd& socket, std::span<std::byte> buffer);

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}
template <typename T>
std::span<std::byte> writable_bytes_of(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

}  // namespace lazaret::sandbox
