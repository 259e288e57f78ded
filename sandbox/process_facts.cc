// SPDX-License-Identifier: Apache-2.0
#include "sandbox/process_facts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::sandbox {
namespace {

constexpr std::uint64_t kStatusBytes = 64u << 10;
constexpr std::size_t kStackWords = 1024;
constexpr std::array kNamespaces{"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};

std::string path_of(pid_t process, const std::string& name) {
  return "/proc/" + std::to_string(process) + "/" + name;
}

// "Seccomp:\t2" -> "2"
std::string_view field_of(std::string_view status, std::string_view name) {
  for (const auto line : split(status, '\n'))
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
      return trim(line.substr(name.size() + 1));
  return {};
}

std::uint32_t number_of(std::string_view text) {
  return static_cast<std::uint32_t>(parse_unsigned(text.substr(0, text.find(' '))).value_or(0));
}

Result<std::vector<std::string>> own_namespaces(pid_t process, bool expected) {
  std::vector<std::string> own;
  for (const auto* name : kNamespaces) {
    struct stat theirs {
    }, ours{};
    const auto path = path_of(process, std::string("ns/") + name);
    if (::stat(path.c_str(), &theirs) != 0) {
      if (expected) return io_error("cannot read " + path);
      continue;
    }
    if (::stat((std::string("/proc/self/ns/") + name).c_str(), &ours) != 0)
      return io_error("cannot read the namespaces of this process");
    if (theirs.st_ino != ours.st_ino || theirs.st_dev != ours.st_dev) own.emplace_back(name);
  }
  return own;
}

std::uint64_t hexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

std::string place_text(const MappedCode& code, std::uint64_t address) {
  char text[32];
  std::snprintf(text, sizeof text, "+0x%llx",
                static_cast<unsigned long long>(address - code.begin + code.offset));
  return code.module + text;
}

// "59 0x... (six arguments) 0x<stack pointer> 0x<instruction>": the last but one word.
std::uint64_t stack_pointer(pid_t process) {
  const auto text = read_file(path_of(process, "syscall"), 4096);
  if (!text.has_value()) return 0;
  const auto words = split(trim(*text), ' ');
  return words.size() < 3 ? 0 : hexadecimal(words[words.size() - 2].substr(2));
}

}  // namespace

Result<KernelFacts> read_kernel_facts(pid_t process, bool namespaces) {
  const auto status = TRY(read_file(path_of(process, "status"), kStatusBytes));
  KernelFacts facts;
  facts.seccomp = number_of(field_of(status, "Seccomp"));
  facts.filters = number_of(field_of(status, "Seccomp_filters"));
  facts.no_new_privileges = field_of(status, "NoNewPrivs") == "1";
  facts.bounding_set = std::string(field_of(status, "CapBnd"));
  facts.effective_set = std::string(field_of(status, "CapEff"));
  facts.namespaces = TRY(own_namespaces(process, namespaces));
  return facts;
}

std::uint64_t resident_bytes(pid_t process) {
  const auto status = read_file(path_of(process, "status"), kStatusBytes);
  if (!status.has_value()) return 0;
  std::uint64_t kib = number_of(field_of(*status, "RssAnon"));
  kib += number_of(field_of(*status, "RssShmem"));
  return kib * 1024;
}

std::vector<MappedCode> parse_map(std::string_view text) {
  std::vector<MappedCode> map;
  for (const auto line : split(text, '\n')) {
    const auto slash = line.find('/');
    const auto dash = line.find('-'), space = line.find(' ');
    if (slash == std::string_view::npos || space == std::string_view::npos || dash > space) continue;
    if (line.size() < space + 5 || line[space + 3] != 'x') continue;
    const auto path = line.substr(slash);
    map.push_back({hexadecimal(line.substr(0, dash)), hexadecimal(line.substr(dash + 1, space - dash - 1)),
                   hexadecimal(line.substr(space + 6, line.find(' ', space + 6) - space - 6)),
                   std::string(path.substr(path.rfind('/') + 1))});
  }
  return map;
}

std::string place_of(std::uint64_t address, const std::vector<MappedCode>& map) {
  for (const auto& code : map)
    if (address >= code.begin && address < code.end) return place_text(code, address);
  return {};
}

std::string likely_caller(pid_t process, std::string_view module, const std::vector<MappedCode>& map) {
  const auto stack = stack_pointer(process);
  if (stack == 0) return {};
  std::array<std::uint64_t, kStackWords> words{};
  const iovec here{words.data(), sizeof words};
  const iovec there{reinterpret_cast<void*>(stack), sizeof words};
  const auto got = ::process_vm_readv(process, &here, 1, &there, 1, 0);
  for (std::size_t i = 0; got > 0 && i < static_cast<std::size_t>(got) / sizeof(std::uint64_t); ++i)
    for (const auto& code : map)
      if (code.module == module && words[i] >= code.begin && words[i] < code.end)
        return place_text(code, words[i]);
  return {};
}

}  // namespace lazaret::sandbox
