// SPDX-License-Identifier: Apache-2.0
#include "sandbox/launch_protocol.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace lazaret::sandbox {
namespace {

// The kernel bounds how many descriptors of a user, of all his processes together, are on their way. They
// arrive within moments.
constexpr int kFlightTries = 2000;
constexpr std::chrono::milliseconds kFlightPause{1};

// Room for the most descriptors that the kernel passes in one packet, and for who sent it.
struct alignas(cmsghdr) Control {
  char bytes[CMSG_SPACE(sizeof(int) * 253) + CMSG_SPACE(sizeof(ucred))];
};

void collect_sender(const cmsghdr& part, Packet& packet) {
  ucred sender{};
  if (part.cmsg_len >= CMSG_LEN(sizeof sender)) std::memcpy(&sender, CMSG_DATA(&part), sizeof sender);
  packet.sender = sender.pid;
}

void collect(const msghdr& message, Packet& packet) {
  for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(const_cast<msghdr*>(&message), part)) {
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_CREDENTIALS) collect_sender(*part, packet);
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int raw = -1;
      std::memcpy(&raw, CMSG_DATA(part) + i * sizeof(int), sizeof raw);
      packet.descriptors.emplace_back(raw);
    }
  }
}

}  // namespace

std::string_view to_string(JailStage stage) {
  switch (stage) {
    case JailStage::None: return "none";
    case JailStage::Clone: return "clone";
    case JailStage::Parent: return "parent";
    case JailStage::Session: return "session";
    case JailStage::Plugin: return "plugin";
    case JailStage::Tree: return "tree";
    case JailStage::User: return "user";
    case JailStage::NestedNamespace: return "nested namespace";
    case JailStage::MapUsers: return "map users";
    case JailStage::Cgroup: return "cgroup";
    case JailStage::Init: return "init";
    case JailStage::Descriptors: return "descriptors";
    case JailStage::Limits: return "limits";
    case JailStage::Capabilities: return "capabilities";
    case JailStage::Exec: return "exec";
  }
  return "unknown";
}

std::string_view to_string(MemoryBy by) {
  switch (by) {
    case MemoryBy::Unknown: return "";
    case MemoryBy::CgroupV2: return "cgroup v2";
    case MemoryBy::CgroupV1: return "cgroup v1";
    case MemoryBy::Rlimits: return "rlimits and watchdog";
  }
  return "";
}

Result<void> send_packet(const Fd& socket, std::span<const std::byte> bytes,
                         std::span<const int> descriptors) {
  Control control{};
  iovec data{const_cast<std::byte*>(bytes.data()), bytes.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    auto* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size_bytes());
  }
  int tries = kFlightTries;
  while (::sendmsg(socket.get(), &message, MSG_NOSIGNAL) < 0)
    if (errno == ETOOMANYREFS && tries-- > 0)
      std::this_thread::sleep_for(kFlightPause);
    else if (errno != EINTR)
      return io_error("cannot send to the other side of the launcher's socket");
  return {};
}

Result<Packet> receive_packet(const Fd& socket, std::span<std::byte> buffer) {
  Control control{};
  iovec data{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  ssize_t got = -1;
  do got = ::recvmsg(socket.get(), &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0) return io_error("cannot receive from the launcher's socket");
  Packet packet;
  packet.size = static_cast<std::size_t>(got);
  collect(message, packet);
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
    return make_error(ErrorCode::LimitExceeded,
                      "a packet on the launcher's socket lost bytes or descriptors: raise "
                      "the limit of open files");
  return packet;
}

}  // namespace lazaret::sandbox
