// SPDX-License-Identifier: Apache-2.0
#include "sandbox/landlock.h"

#include <cerrno>

#include "core/base/fd.h"
#include "sandbox/kernel.h"

namespace lazaret::sandbox {
namespace {

// ABI 1: 13 rights; 2: refer; 3: truncate; 4: two network rights; 5: ioctl; 6: two scopes; 7 adds only
// logging flags.
kernel::LandlockRuleset everything_of(int abi) {
  kernel::LandlockRuleset ruleset{};
  const int file_rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
  ruleset.file_system = (std::uint64_t{1} << file_rights) - 1;
  if (abi >= 4) ruleset.network = 3;
  if (abi >= 6) ruleset.scoped = 3;
  return ruleset;
}

std::size_t size_known_to(int abi) {
  if (abi >= 6) return sizeof(kernel::LandlockRuleset);
  return abi >= 4 ? offsetof(kernel::LandlockRuleset, scoped) : offsetof(kernel::LandlockRuleset, network);
}

std::uint64_t rights_of(FileAccess access) {
  switch (access) {
    case FileAccess::ReadFile: return kernel::kLandlockReadFile;
    case FileAccess::ReadTree: return kernel::kLandlockReadFile | kernel::kLandlockReadDirectory;
    case FileAccess::MakeTree:
      return kernel::kLandlockWriteFile | kernel::kLandlockMakeFile | kernel::kLandlockMakeDirectory |
             kernel::kLandlockMakeSymlink;
  }
  return 0;
}

}  // namespace

Result<void> restrict_file_access(std::span<const FileGrant> grants, bool required) {
  const int abi = kernel::landlock_abi();
  if (abi <= 0 && !required) return {};
  if (abi <= 0) return io_error("the kernel has no landlock");
  const Fd ruleset(kernel::landlock_create(everything_of(abi), size_known_to(abi)));
  if (!ruleset) return io_error("make a landlock ruleset");
  for (const auto& grant : grants) {
    const kernel::LandlockBeneath rule{rights_of(grant.access), grant.descriptor};
    // EBADFD: memory files are of no file system that could be named, and Landlock leaves them to whoever has
    // them.
    if (kernel::landlock_allow(ruleset.get(), rule) != 0 && errno != EBADFD)
      return io_error("add a landlock rule");
  }
  if (kernel::landlock_restrict(ruleset.get()) != 0) return io_error("apply landlock");
  return {};
}

}  // namespace lazaret::sandbox
