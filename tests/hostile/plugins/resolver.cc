// SPDX-License-Identifier: Apache-2.0
// Hostile detector: attacks while its symbols are resolved.
#include "hostile.h"

// Before any relocation that it might need: nothing but calls of its own.
extern "C" {
static int opened = -1;
static void nothing() {}
__attribute__((used)) static void (*choose())() {
  asm volatile("syscall" : "=a"(opened) : "a"(41), "D"(2), "S"(1), "d"(0) : "rcx", "r11", "memory");
  return nothing;
}
void resolved() __attribute__((ifunc("choose"), visibility("hidden")));
}

HOSTILE("resolver", { resolved(); })
