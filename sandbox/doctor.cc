// SPDX-License-Identifier: Apache-2.0
#include "sandbox/doctor.h"

#include <array>
#include <string_view>

namespace lazaret::sandbox {
namespace {

struct Advice {
  std::string_view layer;
  std::string_view text;
};

constexpr std::array kAdvice{
    Advice{"namespaces",
           "allow user namespaces (user.max_user_namespaces, kernel.unprivileged_userns_clone, or an "
           "AppArmor profile "
           "with 'userns,'), or run as root"},
    Advice{"jail root",
           "let a user namespace mount: on Ubuntu give lazaret an AppArmor profile with 'userns,'"},
    Advice{"separate user",
           "run as root to give each job a user id of its own; unprivileged jobs share yours"},
    Advice{"landlock",
           "boot a kernel with Landlock (5.13, for the whole set 6.12) and 'landlock' in the lsm= list"},
    Advice{"seccomp",
           "boot a kernel with CONFIG_SECCOMP_FILTER, and let the container runtime allow seccomp(2)"},
    Advice{"write xor execute", "boot a kernel of 6.3 or newer"},
    Advice{
        "violation reports",
        "run outside the container runtime's own listener; until then what is not allowed is killed unnamed"},
    Advice{
        "memory limit",
        "run as root, or delegate a control group with the memory controller (systemd: Delegate=yes); until "
        "then resource limits and a watchdog bound each job"},
};

std::string_view word_for(LayerState state) {
  switch (state) {
    case LayerState::There: return "there";
    case LayerState::Missing: return "missing";
    case LayerState::Broken: break;
  }
  return "broken";
}

std::string_view advice_for(std::string_view layer) {
  for (const auto& advice : kAdvice)
    if (advice.layer == layer) return advice.text;
  return "see docs/reference/sandbox.md";
}

}  // namespace

std::vector<DoctorLine> doctor_lines(const SandboxStatus& status) {
  std::vector<DoctorLine> lines;
  for (const auto& layer : status.layers) {
    const auto advice = layer.state == LayerState::There ? std::string_view() : advice_for(layer.name);
    lines.push_back({layer.name, std::string(word_for(layer.state)), layer.detail, std::string(advice)});
  }
  return lines;
}

}  // namespace lazaret::sandbox
