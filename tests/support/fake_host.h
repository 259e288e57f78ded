// SPDX-License-Identifier: Apache-2.0
// An image in memory behind the plugin ABI: what a detector sees of the worker, without worker, jail or wire.
// Called by tests of detectors alone. Strict where a real host is: text is UTF-8, sizes and kinds are
// checked.
#pragma once

#include <lazaret/plugin.h>

#include <map>
#include <string>
#include <vector>

#include "core/model/ask.h"
#include "core/model/package.h"

namespace lazaret::test {

class FakeHost {
 public:
  // Paths without a leading slash; `links` are symbolic links: path -> target.
  FakeHost(std::map<std::string, std::string> files, AskSet asks,
           std::map<std::string, std::string> links = {});
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // Runs create, scan and destroy; what scan returned.
  std::int32_t run(const lz_plugin& plugin);

  const lz_host* table() const { return &host_; }
  const Detection& detection() const { return detection_; }
  const std::string& error() const { return error_; }

  std::int32_t emit_limit = 1'000'000;  // records after which emit gives LZ_ERR_LIMIT
  bool stop = false;                    // what should_stop says

 private:
  static FakeHost& self(const lz_host* host) { return *static_cast<FakeHost*>(host->context); }
  std::int32_t emit(const lz_record& record);
  std::int32_t emit_package(const lz_package& package);
  std::int32_t walk(std::uint32_t ask, lz_cursor& cursor, lz_file_info& info) const;
  std::int32_t stat(std::string path, bool follow, lz_file_info& info) const;
  bool matches(const FileAsk& ask, const std::string& path, const std::string& content) const;
  void describe(std::uint64_t node, lz_file_info& info) const;

  struct File {
    std::string path;
    std::string content;
    bool is_whole = false;
    bool is_parts = false;
  };
  std::vector<File> files_;
  std::map<std::string, std::string> links_;
  AskSet asks_;
  lz_host host_{};
  Detection detection_;
  std::string error_;
  std::int32_t emitted_ = 0;
};

// A built detector, loaded into the test's process, with the manifest of its note.
struct LoadedPlugin {
  const lz_plugin* descriptor = nullptr;
  std::string id;
  std::string version;
  AskSet asks;
  std::string problem;  // why the rest is empty
};
LoadedPlugin load_plugin(const std::string& path);

}  // namespace lazaret::test
