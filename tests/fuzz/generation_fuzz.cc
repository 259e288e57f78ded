// SPDX-License-Identifier: Apache-2.0
// Opens, verifies and matches against bytes that claim to be an advisory generation.
#include <fcntl.h>

#include <string>

#include "core/advisory/generation.h"
#include "core/advisory/matcher.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  auto file = make_memory_file("generation");
  if (!file.has_value() || !write_all(file.value(), std::as_bytes(std::span(data, size))).has_value())
    return 0;
  const auto generation = advisory::Generation::open("/proc/self/fd/" + std::to_string(file.value().get()));
  if (!generation.has_value()) return 0;
  static_cast<void>(generation.value().verify());
  Package package{.type = "npm", .name = "lodash", .version = "4.17.20"};
  Package openssl{.type = "deb", .name = "libssl3", .version = "3.0.1-1", .source = {"openssl", "3.0.1-1"}};
  const OsRelease os{"debian", "12", "", "", ""};
  static_cast<void>(advisory::match(generation.value(), &os, std::vector{package, openssl}, Instant{}));
  return 0;
}
