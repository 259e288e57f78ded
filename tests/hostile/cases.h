// SPDX-License-Identifier: Apache-2.0
// The hostile detectors and what is to become of each: one line a case. Numbers are those of the checklist,
// which hostile_table.py prints beside the results. Called by jail_test.cc.
#pragma once

#include <span>
#include <string>

#include "core/model/report.h"

namespace lazaret::sandbox {

// How the attack is shown to work without a jail: who runs it there, or what becomes of the process that
// does.
enum class Control {
  User,        // nobody where the suite is root, else the ordinary user
  Terminal,    // the same, in a session with a terminal
  Itself,      // whoever runs the suite
  Root,        // needs root: skipped elsewhere
  Namespaces,  // root of namespaces of its own
  Dies,        // the process that loaded it is gone
  Hangs,       // ... or never ends
  Stops,       // ... or is stopped
  Frames,      // a transcript written by hand, without this one's fault, is believed
  None,        // no attack: the measure of the others
};

struct Case {
  int number;
  const char* name;  // of plugins/NAME.cc
  Control control;
  const char* canary;  // what it touches (canaries.h); empty: that it worked is told by itself
  // Denied: by a call that the policy does not have. Whether such a call kills, traps or fails is the matter
  // of tests/golden/seccomp; `word` names it.
  bool denied;
  RunOutcome status;
  const char* word;  // of the outcome's detail, or of what the detector said where it is ok
  RunOutcome degraded_status;
  const char* degraded_word;
  const char* (*impossible)();  // why it cannot work here even without a jail; null: it can
  int wall_seconds = 20;

  constexpr Case degraded(RunOutcome other, const char* other_word) const {
    Case changed = *this;
    changed.degraded_status = other;
    changed.degraded_word = other_word;
    return changed;
  }
  constexpr Case unless(const char* (*reason)()) const {
    Case changed = *this;
    changed.impossible = reason;
    return changed;
  }
  constexpr Case within(int seconds) const {
    Case changed = *this;
    changed.wall_seconds = seconds;
    return changed;
  }
};

std::span<const Case> hostile_cases();

}  // namespace lazaret::sandbox
