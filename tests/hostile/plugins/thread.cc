// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a thread, which nobody would wait for.
#include <thread>

#include "hostile.h"

HOSTILE("thread", { std::thread([] {}).join(); })
