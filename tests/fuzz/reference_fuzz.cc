// SPDX-License-Identifier: Apache-2.0
// References: any text gives a value or an error, and a value written out reads the same again.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/image/artifact.h"
#include "core/image/reference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  const auto text = as_text(std::as_bytes(std::span(data, size)));
  static_cast<void>(image::artifact_tag_name(text));
  const auto parsed = image::parse_reference(text);
  if (!parsed) return 0;
  const auto again = image::parse_reference(parsed->text());
  if (!again || !(*again == *parsed)) std::abort();
  if (parsed->name().size() > image::kNameBytes || !image::is_repository_path(parsed->path)) std::abort();
  return 0;
}
