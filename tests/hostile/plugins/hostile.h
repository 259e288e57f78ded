// SPDX-License-Identifier: Apache-2.0
// What hostile detectors have in common: a body, a manifest, what the test lays out for them, and how a
// refused attack is told. Included by each file of this folder; the C ABI alone, so that a hundred of them
// build fast.
#pragma once

#include <errno.h>
#include <lazaret/plugin.h>
#include <stdlib.h>
#include <string.h>

#include <cstddef>
#include <cstdint>

namespace hostile {

struct Refused {
  int error;
};
inline const lz_host* host = nullptr;

// Ends the scan with the name of errno, unless the attack worked.
inline void must(bool attack_worked) {
  if (!attack_worked) throw Refused{errno};
}
inline void must_not(int error) {
  errno = error;
  must(error == 0);
}

inline lz_text text(const char* bytes, std::size_t size) {
  return {bytes, static_cast<std::uint32_t>(size), 0};
}
inline lz_text text(const char* string) { return text(string, strlen(string)); }

// What was stolen, for whoever reads the results.
inline std::int32_t tell(lz_text stolen) {
  lz_gap gap{sizeof gap, 0, text("stolen"), stolen, {}};
  lz_record record{sizeof record, LZ_RECORD_GAP, &gap};
  return host->emit(host, &record);
}
inline void tell(const char* bytes, std::size_t size) {
  if (tell(text(bytes, size)) != LZ_OK) must_not(EINVAL);
}

// Reads a file of the image the way detectors do; -1 where there is none.
inline std::int64_t read_image(const char* path, char* buffer, std::size_t size) {
  lz_file_info info{};
  info.struct_size = sizeof info;
  if (host->stat(host, text(path), 1, &info) != LZ_OK) return -1;
  return host->read_at(host, info.node, 0, buffer, size);
}

// The test lays out a file of lines "name value" in the image: where its canaries are. Empty: it has not.
inline const char* canary(const char* name) {
  static char all[8192];
  memset(all, 0, sizeof all);
  if (read_image("canary", all, sizeof all - 1) < 0) return "";
  for (char* line = strtok(all, "\n"); line != nullptr; line = strtok(nullptr, "\n"))
    if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ' ') return line + strlen(name) + 1;
  return "";
}
inline long number(const char* name) { return strtol(canary(name), nullptr, 10); }

inline std::int32_t create(const lz_host* given, void** instance) {
  host = given;
  *instance = nullptr;
  return LZ_OK;
}
inline void destroy(void*) {}
// An exception of any other type goes through, across the ABI.
template <void (*Body)()>
std::int32_t scan(void*) {
  try {
    Body();
  } catch (const Refused& refused) {
    host->set_error(host, text(strerrorname_np(refused.error)));
    return LZ_ERR_INTERNAL;
  }
  return LZ_OK;
}

template <std::size_t Size>
struct Note {
  std::uint32_t owner_size = sizeof LZ_NOTE_OWNER, text_size = Size - 1, type = LZ_NOTE_TYPE;
  char owner[sizeof LZ_NOTE_OWNER] = LZ_NOTE_OWNER;
  char text[(Size + 2) / 4 * 4] = {};
  constexpr explicit Note(const char (&manifest)[Size]) {
    for (std::size_t i = 0; i + 1 < Size; ++i) text[i] = manifest[i];
  }
};

}  // namespace hostile

extern "C" __attribute__((visibility("default"))) const lz_plugin lazaret_plugin_v1;

#define HOSTILE_NOTE(manifest_id)                                                                         \
  extern "C" __attribute__((section(".note.lazaret"), used, aligned(4),                                   \
                            visibility("hidden"))) constexpr ::hostile::Note                              \
      lazaret_manifest_note(                                                                              \
          "{\"schema\": 1, \"id\": \"" manifest_id                                                        \
          "\", \"version\": \"1.0.0\", \"abi\": {\"major\": 1, \"min_minor\": 0}, \"name\": \"hostile\"," \
          "\"license\": \"Apache-2.0\", \"emits\": [\"package\", \"gap\"], \"ecosystems\": [],"           \
          "\"files\": [{\"paths\": [\"**\"], \"max_bytes\": 1048576}], \"needs\": {\"seconds\": 2}}");

#define HOSTILE_SYMBOL(symbol_id, symbol_version, major, minor, scan, destroy) \
  extern "C" __attribute__((used)) const lz_plugin lazaret_plugin_v1 = {       \
      LZ_PLUGIN_MAGIC, sizeof(lz_plugin), major, minor,   0,      symbol_id,   \
      symbol_version,  ::hostile::create, scan,  destroy, nullptr};

// HOSTILE("id", { body }): the body is the scan; returning from it says that the attack worked.
#define HOSTILE(id, ...)                                   \
  static void hostile_body(){__VA_ARGS__} HOSTILE_NOTE(id) \
      HOSTILE_SYMBOL(id, "1.0.0", LZ_ABI_MAJOR, 0, ::hostile::scan<hostile_body>, ::hostile::destroy)
