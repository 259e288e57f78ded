// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/remediation.h"

#include <algorithm>

namespace lazaret::advisory {
namespace {

// As one word of a shell command: a hostile name must not become a command for whoever copies the line.
std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("+-._:~/@%=").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// The advisory names a source package: its version is the binary's only where both are equal today.
bool has_own_version(const Package& package) { return package.version == package.source.version; }

std::string debian_command(const Package& package, const std::string& fixed) {
  const std::string name = shell_word(package.name);
  if (has_own_version(package)) return "apt-get install --only-upgrade " + name + "=" + shell_word(fixed);
  return "apt-get install --only-upgrade " + name + " (source package " + package.source.name + " " + fixed +
         ")";
}

std::string rpm_command(const Package& package, std::string_view family, const std::string& fixed) {
  const std::string name = shell_word(package.name);
  if (family == "SUSE" || family == "openSUSE")
    return "zypper update " + name + " (to " + fixed + " or later)";
  if (family == "Azure Linux") return "tdnf update " + name + " (to " + fixed + " or later)";
  return "dnf upgrade " + name + " (to " + fixed + " or later)";
}

std::string command_for(const Package& package, std::string_view family, const std::string& fixed) {
  const std::string pinned = package.name + "@" + fixed;
  if (package.type == "deb") return debian_command(package, fixed);
  if (package.type == "apk")
    return "apk upgrade " + shell_word(package.name) + " (to " + fixed + " or later)";
  if (package.type == "rpm") return rpm_command(package, family, fixed);
  if (package.type == "npm") return "npm install " + shell_word(pinned);
  if (package.type == "pypi") return "pip install " + shell_word(package.name + "==" + fixed);
  if (package.type == "maven")
    return "set the version of " + package.name + " to " + fixed + " in pom.xml or build.gradle";
  if (package.type == "golang" && (package.name == "stdlib" || package.name == "toolchain"))
    return "rebuild with Go " + fixed + " or later";
  if (package.type == "golang") return "go get " + shell_word(package.name + "@v" + fixed) + " and rebuild";
  return "upgrade " + package.name + " to " + fixed + " or later";
}

}  // namespace

std::string remediation_for(const Package& package, std::string_view family, FixState state,
                            const std::string& fixed) {
  switch (state) {
    case FixState::Fixed: return command_for(package, family, fixed);
    case FixState::None:
      return "no fixed version of " + package.name + " is published yet; remove it if it is not needed";
    case FixState::WontFix:
      return "the publisher will not fix this in " + package.name + "; remove it, or move to a newer release";
    case FixState::Deferred:
      return "the publisher has put off a fix of " + package.name + "; remove it if it is not needed";
    case FixState::Unknown: break;
  }
  return "upgrade " + package.name + " to a version that the advisories do not list as affected";
}

}  // namespace lazaret::advisory
