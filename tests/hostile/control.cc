// SPDX-License-Identifier: Apache-2.0
// control FILE: loads a hostile plugin without any jail and runs it; exits 0 when its attack succeeded.
// Called by the hostile suite before it believes that a jail stopped anything.
#include <dlfcn.h>
#include <lazaret/plugin.h>

#include <cstdint>
#include <cstdio>

int main(int count, char** arguments) {
  if (count != 2) return 64;
  void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::puts(dlerror()), 65;
  const auto* plugin = static_cast<const lz_plugin*>(dlsym(library, "lazaret_plugin_v1"));
  static lz_host host{};
  host.struct_size = sizeof host;
  host.emit = [](const lz_host*, const lz_record*) -> std::int32_t { return LZ_OK; };
  host.log = [](const lz_host*, std::uint32_t, lz_text) {};
  host.set_error = [](const lz_host*, lz_text) {};
  void* instance = nullptr;
  if (plugin->create(&host, &instance) != LZ_OK) return 66;
  return plugin->scan(instance) == LZ_OK ? 0 : 67;
}
