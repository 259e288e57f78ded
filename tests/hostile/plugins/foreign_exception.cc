// SPDX-License-Identifier: Apache-2.0
// Hostile detector: throws what is no C++ exception, as another language would.
#include <unwind.h>

#include "hostile.h"

HOSTILE("foreign_exception", {
  static _Unwind_Exception foreign{};
  foreign.exception_class = 0x52555354;
  foreign.exception_cleanup = [](_Unwind_Reason_Code, _Unwind_Exception*) {};
  (void)_Unwind_RaiseException(&foreign);
  ::abort();
})
