// SPDX-License-Identifier: Apache-2.0
// Files of credentials and answers of helpers: any text gives a value or an error, and what was read can be
// asked.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/registry/auth_file.h"
#include "core/registry/credential_helper.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const Limits limits;
  const auto text = as_text(std::as_bytes(std::span(data, size)));
  for (const bool legacy : {false, true}) {
    const auto file = registry::parse_auth_file(text, "input", limits, legacy);
    if (!file) continue;
    for (const auto& [key, credential] : file->entries)
      if (credential.empty() || file->find(key) == nullptr) std::abort();
    static_cast<void>(file->helper_for("host:5000"));
  }
  static_cast<void>(registry::parse_helper_answer(text, "input", limits));
  static_cast<void>(registry::is_helper_name(text));
  return 0;
}
